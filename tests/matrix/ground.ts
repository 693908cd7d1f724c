/**
 * A small grid whose runs write down when they start and how they end, so that what became of them is known without any record of
 * this program; and its grid directory, which is brought back to how it was before a command.
 */
import { assert } from "@std/assert";
import { dirname, join } from "@std/path";
import { type Ended, type Environment, isRunning, Project, type Started, until } from "../project.ts";

/** The runs of an experiment: its training, or its test. */
export type Stage = "train" | "test";

export const STAGES: readonly Stage[] = ["train", "test"];

/** The experiments, by the value of their only axis. */
export const EXPERIMENTS: readonly number[] = [1, 2, 3, 4, 5, 6];

/** Of the stage that is held: exits with 1. */
export const FAILING = 3;

/** Of the stage that is held: go on until {@link Ground.go}. With two runs at a time, the last experiment waits for them. */
export const HELD: readonly number[] = [4, 5];

/** What a run has come to, by its own account. */
export type Account =
  | { readonly kind: "none" }
  | { readonly kind: "living" }
  /** Started, not living, and silent about its end. */
  | { readonly kind: "cut" }
  | { readonly kind: "exit"; readonly code: number };

/** What runs wrote down. */
export interface Trace {
  /** How often it started. */
  readonly starts: number;
  readonly account: Account;
}

/** What runs do between their first and their last line, in sh: the failing run fails, and those that are held are held. */
const HOLDING = `if [ "$stage" = "$(cat hold)" ]; then
  case $x in
  ${FAILING}) [ -e "$GRID_ROOT/mended" ] || end 1 ;;
  ${HELD.join("|")}) until [ -e "$GRID_ROOT/go" ]; do sleep 0.02; done ;;
  esac
fi
`;

// The processes of runs are on this machine, also those of Slurm's nodes.
function script(body: string): string {
  return `stage=$1 x=$2 dir=$3
tell() { echo "$1 $stage $x $$ $2" >>"$GRID_ROOT/told.txt"; }
end() { tell end "$1"; exit "$1"; }
tell start
${body}echo "{\\"loss\\": 0.$x}" >"$dir/metrics.json"
[ "$stage" = test ] || echo model >"$dir/model.pt"
end 0
`;
}

const GRID = `grid_axes: {x: [${EXPERIMENTS.join(", ")}]}
grid_settings:
  command: [sh, run.sh, train, "{x}", "{dir}"]
  test_command: [sh, run.sh, test, "{x}", "{test_dir}"]
  checkpoint: model.pt
  metric: training_loss
  max_concurrent_runs: 2
  order: plan
`;

/** Where a grid runs: a project, and what its commands are given. */
export interface Site {
  readonly project: Project;
  /** `--on BACKEND`. */
  readonly backend: "cpu" | "gpu" | "slurm";
  readonly env: Environment;
}

/** The grid of a project. */
export class Ground {
  readonly project: Project;
  readonly #site: Site;
  #saved: string | undefined;

  /**
   * @param settings further ones, as lines of YAML
   * @param body what runs do, in sh, with `$stage`, `$x` and `end CODE`
   */
  constructor(site: Site, settings = "", body: string = HOLDING) {
    this.#site = site;
    this.project = site.project;
    this.project.write("run.sh", script(body));
    this.project.write("g.yaml", `${GRID}${settings}`);
    this.hold("none");
  }

  get backend(): Site["backend"] {
    return this.#site.backend;
  }

  /** Decides which runs fail and are held from now on. */
  hold(stage: Stage | "none"): void {
    this.project.write("hold", stage);
  }

  /** The grid directory, relative to the project. */
  get grid(): string {
    const [name, ...others] = this.project.grids();
    assert(name !== undefined && others.length === 0, `expected one grid, got ${[name, ...others].join(", ")}`);
    return `experiments/${name}`;
  }

  /** Lets runs that are held end. */
  go(): void {
    this.project.write(`${this.grid}/go`, "");
  }

  /** Lets the failing run succeed the next time. */
  mend(): void {
    this.project.write(`${this.grid}/mended`, "");
  }

  /** Starts a command; `train`, `test` and `run` where this grid runs. */
  start(task: string, args: readonly string[]): Started {
    return this.project.start(task, this.#onBackend(task, args), this.#site.env);
  }

  /** Runs a command to its end. */
  run(task: string, args: readonly string[]): Promise<Ended> {
    return this.project.run(task, this.#onBackend(task, args), this.#site.env);
  }

  #onBackend(task: string, args: readonly string[]): readonly string[] {
    return ["train", "test", "run"].includes(task) ? [...args, "--on", this.backend] : args;
  }

  /** The lines that the runs have written: `start STAGE X PID`, `end STAGE X PID CODE`. */
  told(): string[] {
    const [name] = this.project.grids();
    const path = `experiments/${name}/told.txt`;
    return name !== undefined && this.project.exists(path)
      ? this.project.read(path).split("\n").slice(0, -1).map((line) => line.trim())
      : [];
  }

  /** What became of a run. Fails if two of its launches overlapped, or if it ran again after it had succeeded. */
  trace(stage: Stage, x: number): Trace {
    return readTrace(this.told(), stage, x);
  }

  /** Waits until the held runs of a stage go on, and the others before them have ended. */
  async untilHeld(stage: Stage): Promise<void> {
    const has = (x: number, kind: Account["kind"]) => this.trace(stage, x).account.kind === kind;
    await until(
      "the held runs have started",
      () => HELD.every((x) => has(x, "living")) && [1, 2, FAILING].every((x) => has(x, "exit")),
      40,
    );
  }

  /** Waits until no process of a run is left, that of its supervisor included. */
  async untilRecorded(stage: Stage): Promise<void> {
    await until("the ends of the runs are recorded", () =>
      HELD.every((x) => {
        const dir = this.project.list(this.grid).find((name) => name.startsWith(`g-x=${x}-`));
        return dir !== undefined &&
          this.project.list(`${this.grid}/${dir}`).some((name) =>
            name.startsWith(`${stage}.`) && name.endsWith(".exit")
          );
      }));
  }

  /** Remembers the grid directory as it is now. */
  save(): void {
    this.#saved = join(dirname(this.project.dir), `.saved-${crypto.randomUUID()}`);
    copy(join(this.project.dir, this.grid), this.#saved);
  }

  /** Brings the grid directory back. It keeps its inode, which claims name: another directory would be a copy. */
  restore(): void {
    const dir = join(this.project.dir, this.grid);
    for (const { name } of Deno.readDirSync(dir)) Deno.removeSync(join(dir, name), { recursive: true });
    copy(this.#saved!, dir);
  }

  /** What a command could have changed: the files of the grid with their sizes and times; not tables and reports. */
  files(): string[] {
    return filesIn(join(this.project.dir, this.grid)).filter((line) =>
      !/_grid_(?:analysis|summary|report)\./.test(line)
    );
  }

  /** Forgets what {@link save} keeps. */
  forget(): void {
    if (this.#saved !== undefined) Deno.removeSync(this.#saved, { recursive: true });
  }
}

/** What became of a run, by the lines that runs wrote. */
export function readTrace(told: readonly string[], stage: Stage, x: number): Trace {
  let starts = 0;
  let pid: string | undefined;
  let account: Account = { kind: "none" };
  for (const line of told) {
    const [what, ofStage, ofX, ofPid, code] = line.split(" ");
    if (ofStage !== stage || Number(ofX) !== x) continue;
    if (what === "start") {
      assert(pid === undefined || !isRunning(Number(pid)), `${stage} x=${x} started while it ran: ${told.join("; ")}`);
      [starts, pid, account] = [starts + 1, ofPid, { kind: "cut" }];
    } else {
      assert(ofPid === pid, `${stage} x=${x} ended after it had started again: ${told.join("; ")}`);
      account = { kind: "exit", code: Number(code) };
    }
  }
  if (account.kind === "cut" && isRunning(Number(pid))) account = { kind: "living" };
  return { starts, account };
}

function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  const { success, stderr } = new Deno.Command("cp", { args: ["-a", `${from}/.`, to] }).outputSync();
  assert(success, new TextDecoder().decode(stderr));
}

function filesIn(dir: string, prefix = ""): string[] {
  return Array.from(Deno.readDirSync(dir)).flatMap(({ name, isDirectory }) => {
    const path = join(dir, name);
    if (isDirectory) return filesIn(path, `${prefix}${name}/`);
    const { size, mtime } = Deno.lstatSync(path);
    return [`${prefix}${name} ${size} ${mtime?.toISOString()}`];
  }).sort();
}
