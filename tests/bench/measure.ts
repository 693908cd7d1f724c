/** Times whole processes in turn, and prints results. */
import { basename, dirname, join } from "@std/path";

/** A command to time. */
export interface Contender {
  readonly name: string;
  /** Runs it once, and returns when it has ended. */
  run(): void;
}

/** Seconds per round, by contender. */
export type Times = ReadonlyMap<string, readonly number[]>;

/** Runs a program and discards its output; throws if it fails. */
export function execute(
  program: string,
  args: readonly string[],
  options: { cwd: string; input?: string; env?: Record<string, string> },
): void {
  const { cwd, input } = options;
  const inputFile = join(cwd, "input.txt");
  if (input !== undefined) Deno.writeTextFileSync(inputFile, input);
  // `deno task bench` sets INIT_CWD, which would make the tasks run in this repository.
  const { INIT_CWD: _, ...env } = Deno.env.toObject();
  const { success, stderr } = new Deno.Command("sh", {
    args: ["-c", 'f=$1; shift; exec "$@" <"$f"', "sh", input === undefined ? "/dev/null" : inputFile, program, ...args],
    cwd,
    clearEnv: true,
    env: { ...env, ...options.env },
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  if (!success) {
    throw new Error(`${program} ${args.join(" ")} failed: ${new TextDecoder().decode(stderr).slice(-2_000)}`);
  }
}

/** The name of {@link emptyRun}. */
export const EMPTY = "deno run of an empty file";

/** Deno without a program: what every command takes at least. */
export function emptyRun(cwd: string): Contender {
  const script = join(cwd, "empty.ts");
  Deno.writeTextFileSync(script, "");
  return { name: EMPTY, run: () => execute(Deno.execPath(), ["run", "-q", "-A", "--no-check", script], { cwd }) };
}

/** Times contenders in turn, A B C A B C …, so that drifting machine speed affects all of them alike. */
export function compare(contenders: readonly Contender[], rounds: number): Times {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const begun = performance.now();
      contender.run();
      times.get(contender.name)!.push((performance.now() - begun) / 1_000);
    }
  }
  return times;
}

/** The median of one or more numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median over rounds of the ratio of two contenders. */
export function ratio(times: Times, slow: string, fast: string): number {
  const [a, b] = [times.get(slow)!, times.get(fast)!];
  return median(a.map((time, round) => time / b[round]!));
}

/** Peak resident memory of a task with all of its threads, in bytes. */
export function peakMemory(task: string, args: readonly string[], cwd: string): number {
  const script = join(cwd, "peak_memory.mjs");
  Deno.writeTextFileSync(
    script,
    // Opened before the task gives up the permission to read /proc.
    `const status = Deno.openSync("/proc/self/status");
    const { main } = await import(${JSON.stringify(task)});
    await main(${JSON.stringify(args)});
    const bytes = new Uint8Array(1 << 16);
    const text = new TextDecoder().decode(bytes.subarray(0, status.readSync(bytes)));
    const [, kilobytes] = /VmHWM:\\s+(\\d+)/.exec(text);
    Deno.stderr.writeSync(new TextEncoder().encode(\`\\n\${kilobytes * 1024}\`));`,
  );
  const config = join(dirname(dirname(task)), "deno.json");
  const { stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", ...v8Flags(config, task), "--config", config, script],
    cwd,
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  return Number(/(\d+)$/.exec(new TextDecoder().decode(stderr))?.[1]);
}

// Those of the task in deno.json.
function v8Flags(config: string, task: string): string[] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(config));
  const { command = "" } = tasks[`grid:${basename(task, ".ts")}`] ?? {};
  return command.split(" ").filter((word: string) => word.startsWith("--v8-flags="));
}

/** Whether a program is on PATH. */
export function hasProgram(name: string): boolean {
  try {
    return new Deno.Command("sh", { args: ["-c", `command -v ${name}`], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** Prints a line. */
export function report(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** Prints a line with a description, a measured value and its target. */
export function reportRatio(description: string, value: number, target: string, digits = 2): void {
  report(`  ${description.padEnd(58)} ${value.toFixed(digits).padStart(8)}   target: ${target}`);
}

/** Creates a temporary directory, on a memory file system if possible: benchmarks should not measure the disk. */
export function scratch(prefix: string): string {
  try {
    return Deno.makeTempDirSync({ dir: "/dev/shm", prefix });
  } catch {
    return Deno.makeTempDirSync({ prefix });
  }
}
