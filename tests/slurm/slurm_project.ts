/** A project on a test cluster, in a directory whose name is hostile to shells and to Slurm, with nodes that have no Deno. */
import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { type Ended, type Environment, killProcessesOf, Project } from "../project.ts";
import type { Cluster } from "./cluster.ts";

// What a run writes down, so that tests know when it began and ended, whatever became of its records.
const RUN = `printf 'start %s %s %s\\n' "$GRID_EXPERIMENT_ID" "$$" "$SLURMD_NODENAME" >>"$GRID_ROOT/runs.txt"
`;

// Seconds, for what takes minutes otherwise.
const IMPATIENT = { GRID_WORKERS_SLURM_LOOK: "1", GRID_WORKERS_SLURM_PATIENCE: "3" };

/** A project on a cluster. Its jobs are cancelled when it is disposed of. */
export class SlurmProject extends Project implements AsyncDisposable {
  readonly #path: string;

  constructor(readonly cluster: Cluster) {
    super({}, makeHostileDir());
    // Nodes inherit the PATH of the login node: whoever calls deno there, leaves a trace and fails.
    const stub = this.write(".bin/deno", `#!/bin/sh\necho "$@" >>'${cluster.dir}/deno-was-called'\nexit 99\n`);
    Deno.chmodSync(stub, 0o755);
    this.#path = `${dirname(stub)}:${Deno.env.get("PATH")}`;
  }

  protected override environment(env: Environment): Environment {
    const { path = this.#path, ...others } = { path: env.PATH, ...env };
    return { ...this.cluster.env, ...IMPATIENT, ...others, PATH: path };
  }

  /** Makes a program of this name come before the real one: a shell script, in which `real` calls it. */
  replace(program: string, script: string): void {
    const path = Deno.env.get("PATH")!;
    const real = `real() { PATH='${path}' command ${program} "$@"; }\n`;
    Deno.chmodSync(this.write(`.bin/${program}`, `#!/bin/sh\n${real}${script}`), 0o755);
  }

  /** A PATH with all programs of /usr/bin but one. */
  toolsWithout(program: string): string {
    const dir = join(this.dir, ".tools");
    Deno.mkdirSync(dir);
    for (const { name } of Deno.readDirSync("/usr/bin")) {
      if (name !== program) Deno.symlinkSync(`/usr/bin/${name}`, join(dir, name));
    }
    return dir;
  }

  /** Makes the real program come first again. */
  restore(program: string): void {
    Deno.removeSync(`${this.dir}/.bin/${program}`);
  }

  /**
   * Writes `g.yaml`: experiments `x=1` to `x=count` whose runs write down their start, run a shell script, and write down
   * their end if it succeeds.
   *
   * @param script has `$x`, and `$GRID_ROOT` to write files to
   * @param settings in YAML's flow style
   */
  writeGrid(count: number, script: string, settings = ""): void {
    this.write(
      "run.sh",
      `x=$1\n${RUN}${script}\nprintf 'end %s %s\\n' "$GRID_EXPERIMENT_ID" "$$" >>"$GRID_ROOT/runs.txt"\n`,
    );
    const more = settings === "" ? "" : `, ${settings}`;
    this.write(
      "g.yaml",
      `grid_axes: {x: {range: [1, ${count}, 1]}}\ngrid_settings: {command: [sh, run.sh, "{x}"]${more}}\n`,
    );
  }

  /** The only grid directory. */
  grid(): string {
    const [grid, ...others] = this.grids();
    assert(grid !== undefined && others.length === 0, `grid directories: ${[grid, ...others].join(", ")}`);
    return `experiments/${grid}`;
  }

  /** What the runs wrote down, line by line: `start ID PID NODE`, `end ID PID`. */
  lines(): string[] {
    const [grid] = this.grids();
    const path = `experiments/${grid}/runs.txt`;
    return grid !== undefined && this.exists(path) ? this.read(path).trim().split("\n") : [];
  }

  /** How many runs have started. */
  starts(): number {
    return this.lines().filter((line) => line.startsWith("start ")).length;
  }

  /** How many runs have ended by themselves. */
  ends(): number {
    return this.lines().filter((line) => line.startsWith("end ")).length;
  }

  /** The counts of the training, without states that no run has. */
  async counts(): Promise<Record<string, number>> {
    const { counts } = await this.status(this.grid());
    return Object.fromEntries(Object.entries(counts.train as Record<string, number>).filter(([, count]) => count > 0));
  }

  /** Trains `g.yaml` to the end, which has to be a success. */
  async trainAll(...flags: string[]): Promise<Ended> {
    const ended = await this.run("train", ["g.yaml", "--on", "slurm", ...flags]);
    assertEquals(ended.code, 0, ended.stderr);
    return ended;
  }

  /** The ids of this user's jobs in the queue, without repetition. */
  async jobs(): Promise<number[]> {
    const ids = await this.cluster.ask("squeue", "--me", "--noheader", "--format=%F");
    return [...new Set(ids.split("\n").filter((id) => id !== "").map(Number))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    killProcessesOf(this.dir);
    await this.cluster.command(["scancel", "--me"]);
    await this.cluster.untilEmpty();
    assert(!isThere(`${this.cluster.dir}/deno-was-called`), "a node called deno");
    assertEquals([...Deno.readDirSync(dirname(this.dir))].length, 1, "Slurm wrote next to the project");
    Deno.removeSync(dirname(this.dir), { recursive: true });
  }
}

function makeHostileDir(): string {
  const dir = join(Deno.makeTempDirSync(), `it's "a" %j $x; \\ é`);
  Deno.mkdirSync(dir);
  return dir;
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
