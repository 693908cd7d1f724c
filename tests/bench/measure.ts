/** Timing whole processes side by side. */
import { dirname, join } from "@std/path";

/** A command to be timed. */
export interface Contender {
  readonly name: string;
  /** Runs it once, and returns when it has ended. */
  run(): void;
}

/** Seconds of every round. */
export type Times = ReadonlyMap<string, readonly number[]>;

/** Runs a program to its end; its output goes nowhere. */
export function execute(
  program: string,
  args: readonly string[],
  options: { cwd: string; input?: string; env?: Record<string, string> },
): void {
  const { cwd, input } = options;
  const inputFile = join(cwd, "input.txt");
  if (input !== undefined) Deno.writeTextFileSync(inputFile, input);
  // What `deno task bench` adds would send the tasks to this repository.
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

/** Times contenders in turn, A B C A B C …, so that a machine whose speed drifts treats all alike. */
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

/** The median of some numbers, of which there is at least one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median ratio of two contenders, round by round. */
export function ratio(times: Times, slow: string, fast: string): number {
  const [a, b] = [times.get(slow)!, times.get(fast)!];
  return median(a.map((time, round) => time / b[round]!));
}

/** The most memory that a task had, all its threads together, in bytes as the operating system counts them. */
export function peakMemory(task: string, args: readonly string[], cwd: string): number {
  const script = join(cwd, "peak_memory.mjs");
  Deno.writeTextFileSync(
    script,
    `const { main } = await import(${JSON.stringify(task)});
    await main(${JSON.stringify(args)});
    const [, kilobytes] = /VmHWM:\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"));
    Deno.stderr.writeSync(new TextEncoder().encode(\`\\n\${kilobytes * 1024}\`));`,
  );
  const config = join(dirname(dirname(task)), "deno.json");
  const { stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", config, script],
    cwd,
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  return Number(/(\d+)$/.exec(new TextDecoder().decode(stderr))?.[1]);
}

/** Whether a program is there. */
export function hasProgram(name: string): boolean {
  try {
    return new Deno.Command("sh", { args: ["-c", `command -v ${name}`], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** Writes a line of a benchmark's result. */
export function report(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** A line: what was measured, the figure, and the target that it is held against. */
export function reportRatio(what: string, value: number, target: string): void {
  report(`  ${what.padEnd(58)} ${value.toFixed(2).padStart(8)}   target: ${target}`);
}

/** A directory on the memory file system where there is one: benchmarks are not to measure the disk. */
export function scratch(prefix: string): string {
  try {
    return Deno.makeTempDirSync({ dir: "/dev/shm", prefix });
  } catch {
    return Deno.makeTempDirSync({ prefix });
  }
}
