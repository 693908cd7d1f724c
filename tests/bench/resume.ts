/** Benchmarks resuming a large grid, and the cost of a scheduler that waits for runs. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import {
  compare,
  type Contender,
  EMPTY,
  emptyRun,
  execute,
  median,
  ratio,
  report,
  reportRatio,
  scratch,
} from "./measure.ts";
import { tasksDir } from "./tasks_dir.ts";

/** Runs the benchmark: grids of 10,000 and 100,000 experiments, of which all but the last two have succeeded. */
export async function benchResume(): Promise<void> {
  report("resume to the first start, and the cost of waiting");
  for (const [count, target] of [[10_000, "< 0.3"], [100_000, "≤ 0.7"]] as const) {
    const dir = scratch("bench-resume-");
    try {
      Deno.writeTextFileSync(
        join(dir, "g.yaml"),
        `grid_axes: {x: {range: [1, ${count}, 1]}}\ngrid_settings: {command: [sleep, "3"]}\n`,
      );
      execute(Deno.execPath(), ["run", "-A", "--no-check", join(tasksDir, "expand.ts"), "g.yaml"], { cwd: dir });
      const [grid] = Array.from(
        Deno.readDirSync(join(dir, "experiments")),
        ({ name }) => join(dir, "experiments", name),
      );
      writeJournal(grid!, count - 2);
      benchStatus(dir, count);
      const journal = join(grid!, "journal.ndjson");
      const before = Deno.statSync(journal).size;
      const begun = performance.now();
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", join(tasksDir, "train.ts"), grid!, "--quiet"],
        cwd: dir,
        stdout: "null",
        stderr: "null",
      }).spawn();
      while (!hasStart(journal, before)) await delay(2);
      reportRatio(`${count} experiments: seconds to the first start`, (performance.now() - begun) / 1_000, target);
      await delay(300);
      const [cpu, memory] = [ticks(child.pid), status(child.pid, "VmHWM")];
      await delay(2_000);
      reportRatio("  percent of a core while two runs are running", (ticks(child.pid) - cpu) / 2, "< 0.5");
      reportRatio("  peak memory, MB", memory / 1e3, count === 10_000 ? "< 150" : "none");
      await child.status;
    } finally {
      Deno.removeSync(dir, { recursive: true });
    }
  }
}

// Ratios, as times depend on the machine.
function benchStatus(cwd: string, count: number): void {
  const args = ["run", "-A", "--no-check", join(tasksDir, "status.ts")];
  const status: Contender = { name: "status", run: () => execute(Deno.execPath(), args, { cwd }) };
  const times = compare([emptyRun(cwd), status], 5);
  reportRatio(
    `${count} experiments: seconds of grid:status`,
    median(times.get("status")!),
    count < 1e5 ? "none" : "≤ 0.5",
  );
  reportRatio("  times deno run of an empty file", ratio(times, "status", EMPTY), count < 1e5 ? "none" : "≤ 25");
}

// Reading all of it would take a core from what is measured.
function hasStart(journal: string, from: number): boolean {
  using file = Deno.openSync(journal);
  file.seekSync(from, Deno.SeekMode.Start);
  const bytes = new Uint8Array(1 << 16);
  return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0)).includes('"start"');
}

// Writes a journal in which all but the last experiments have succeeded. Their directories are not needed.
function writeJournal(grid: string, count: number): void {
  const ids = Deno.readTextFileSync(join(grid, "plan.ndjson")).split("\n").flatMap((line) =>
    /"id":"(\w+)"/.exec(line)?.[1] ?? []
  );
  const lines = ['{"type":"journal","version":1}'];
  for (const id of ids.slice(0, count)) {
    const record = { id, stage: "train", launch: 1 };
    lines.push(JSON.stringify({ type: "start", time: 1, ...record, attempt: 1 }));
    lines.push(JSON.stringify({ type: "end", time: 2, ...record, state: "succeeded", exit: 0, signal: null }));
  }
  Deno.writeTextFileSync(join(grid, "journal.ndjson"), `${lines.join("\n")}\n`);
}

// CPU time in hundredths of a second.
function ticks(pid: number): number {
  const words = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]!.split(" ");
  return Number(words[11]) + Number(words[12]);
}

function status(pid: number, name: string): number {
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]);
}
