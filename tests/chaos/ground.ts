/** Where chaos happens: a grid whose runs write down when they start and end, and the check of what they wrote. */
import { assert, assertEquals } from "@std/assert";
import { processesOf, type Project } from "../project.ts";

/** A generator of random numbers that a seed repeats (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of a chaos run: `CHAOS_SEED`, or another each time, told when a test fails. */
export function chaosSeed(): number {
  const given = Deno.env.get("CHAOS_SEED");
  return given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given);
}

/** How often each test is repeated: once in every run of the tests, 20 times in `deno task chaos`, or `CHAOS_ROUNDS`. */
export function chaosRounds(): number {
  const rounds = Number(Deno.env.get("CHAOS_ROUNDS") ?? (Deno.env.get("CHAOS_LONG") === undefined ? 1 : 20));
  if (!(rounds >= 1)) throw new RangeError("CHAOS_ROUNDS must be a number, at least 1");
  return rounds;
}

/**
 * Writes a grid of `runs` experiments, two at a time, each some tens of milliseconds long.
 *
 * @param settings further ones, as YAML
 */
export function writeGrid(project: Project, runs: number, milliseconds: number, settings = ""): void {
  project.write(
    "run.sh",
    `printf 'start %s %s\\n' "$GRID_EXPERIMENT_ID" "$$" >>"$GRID_ROOT/runs.txt"
sleep ${milliseconds / 1_000}
printf 'end %s %s\\n' "$GRID_EXPERIMENT_ID" "$$" >>"$GRID_ROOT/runs.txt"
`,
  );
  project.write(
    "g.yaml",
    `grid_axes: {x: {range: [1, ${runs}, 1]}}
grid_settings: {max_concurrent_runs: 2, command: [sh, run.sh]${settings === "" ? "" : `, ${settings}`}}
`,
  );
}

/** What the runs of one experiment wrote. */
export interface Trace {
  readonly starts: number;
  readonly ends: number;
}

/**
 * Checks, from the lines that the runs wrote (`start ID PID`, `end ID PID`), that no two runs of one experiment overlapped, and
 * that every experiment has run to its end.
 *
 * A run that was killed has a start and no end; it must be the last word of that process.
 *
 * @returns the traces by id
 */
export function checkTraces(lines: readonly string[], experiments: number): Map<string, Trace> {
  const open = new Map<string, string>();
  const traces = new Map<string, { starts: number; ends: number }>();
  for (const line of lines) {
    const [what, id, pid] = line.split(" ") as [string, string, string];
    const trace = traces.get(id) ?? { starts: 0, ends: 0 };
    traces.set(id, trace);
    if (what === "start") {
      trace.starts++;
      open.set(id, pid);
    } else {
      assertEquals(open.get(id), pid, `${id}: a run ended after another one of it had started`);
      trace.ends++;
    }
  }
  assertEquals(traces.size, experiments, "every experiment has run");
  for (const [id, { ends }] of traces) assert(ends >= 1, `${id} has run to its end`);
  return traces;
}

/**
 * Checks the traces of the runs of a grid, its status, and that no process of it is left.
 *
 * @returns the traces by id
 */
export async function checkRuns(project: Project, grid: string, experiments: number): Promise<Map<string, Trace>> {
  const traces = checkTraces(project.read(`${grid}/runs.txt`).trim().split("\n"), experiments);
  const { counts } = await project.status(grid);
  assertEquals(counts.train.succeeded, experiments);
  assertEquals(processesOf(`${project.dir}/${grid}`), [], "no process is left");
  return traces;
}
