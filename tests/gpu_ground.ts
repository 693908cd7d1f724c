/** Runs grids on simulated GPUs. The runs log their devices, and the log is checked for conflicts. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { type FakeCard, FakeGpus } from "./fake_gpus.ts";
import { type Ended, type Environment, Project, type Started, until } from "./project.ts";

/** A run, from its lines in the log. */
export interface Use {
  readonly grid: string;
  readonly id: string;
  readonly pid: number;
  /** UUIDs from `CUDA_VISIBLE_DEVICES`. */
  readonly devices: readonly string[];
}

/** A project on a machine with simulated GPUs. All grids write to one log, in chronological order. */
export class GpuGround implements Disposable {
  readonly project: Project = new Project();
  readonly gpus: FakeGpus;
  /** What tasks need in their environment. */
  readonly env: Environment;

  constructor(cards: number | readonly Partial<FakeCard>[]) {
    this.gpus = new FakeGpus(cards);
    const mine = { CUDA_VISIBLE_DEVICES: undefined, CUDA_DEVICE_ORDER: undefined };
    this.env = { ...this.gpus.env, ...mine, GRID_WORKERS_LEASE_DIR: join(this.project.dir, "leases") };
    this.project.write(
      "run.sh",
      `tell() { echo "$1 \${GRID_ROOT##*/} $GRID_EXPERIMENT_ID $$ $CUDA_VISIBLE_DEVICES" >>runs.txt; }
tell start
case $1 in
wait) until [ -e go ] || [ ! -e run.sh ]; do sleep 0.02; done ;;
*) sleep "$1" ;;
esac
tell end
`,
    );
  }

  /**
   * Writes a grid file.
   *
   * @param seconds of each run, or `wait`: until {@link go}
   * @param settings further ones, as YAML
   */
  write(name: string, runs: number, seconds: number | "wait", settings = ""): void {
    this.project.write(
      `${name}.yaml`,
      `grid_axes: {x: {range: [1, ${runs}, 1]}}
grid_settings: {command: [sh, run.sh, "${seconds}"]${settings === "" ? "" : `, ${settings}`}}
`,
    );
  }

  /** Starts `grid:train:gpu`. */
  start(grid: string, args: readonly string[] = [], env: Environment = {}): Started {
    return this.project.start("train", ["--on", "gpu", grid, ...args], { ...this.env, ...env });
  }

  /** Runs `grid:train:gpu` to its end. */
  run(grid: string, args: readonly string[] = [], env: Environment = {}): Promise<Ended> {
    return this.start(grid, args, env).ended;
  }

  /** Lets all waiting runs end. */
  go(): void {
    this.project.write("go", "");
  }

  /** The directory of the grid that was made from a file. */
  gridOf(name: string): string {
    return `experiments/${this.project.list("experiments").find((grid) => grid.startsWith(`${name}_`))!}`;
  }

  /** The runs that have started but not ended. */
  running(): Use[] {
    return [...this.#replay(Infinity).running.values()];
  }

  /** Waits until this many runs are running, of one grid or of all. */
  async untilRunning(count: number, name = ""): Promise<Use[]> {
    const now = () => this.running().filter(({ grid }) => grid.startsWith(name));
    await until(`${count} runs of "${name}" are running`, () => now().length === count);
    return now();
  }

  /** Waits until a scheduler waits for the leases of all GPUs. */
  untilWaiting({ pid }: Started): Promise<void> {
    const waits = (lease: string) =>
      this.project.exists(`leases/${lease}`) &&
      waitsFor(pid, join(this.project.dir, "leases", lease));
    return until(`process ${pid} waits for leases`, () => this.gpus.uuids.every(waits));
  }

  /** Logs the end of a run that was killed and could not log it itself. */
  bury({ grid, id, pid, devices }: Use): void {
    const line = `end ${grid} ${id} ${pid} ${devices.join(",")}\n`;
    Deno.writeTextFileSync(join(this.project.dir, "runs.txt"), line, { append: true });
  }

  /**
   * Checks that no device has held too many runs at a time, nor runs of two grids, and that all have ended.
   *
   * @param name prefix of the grids to check; all grids if empty
   * @returns the runs in the order of their starts
   */
  check(runsPerGpu = 1, name = ""): Use[] {
    const { started, running } = this.#replay(runsPerGpu, name);
    assertEquals([...running.values()], [], "all have ended");
    for (const { devices } of started) {
      assertEquals(new Set(devices).size, devices.length, "no device twice");
      for (const uuid of devices) assert(uuid !== "", "a run has a device");
    }
    return started;
  }

  #replay(runsPerGpu: number, name = ""): { started: Use[]; running: Map<string, Use> } {
    const started: Use[] = [];
    const running = new Map<string, Use>();
    const lines = this.project.exists("runs.txt") ? this.project.read("runs.txt").split("\n").slice(0, -1) : [];
    for (const line of lines) {
      const [what, grid, id, pid, devices] = line.split(" ") as [string, string, string, string, string];
      if (!grid.startsWith(name)) continue;
      const use: Use = { grid, id, pid: Number(pid), devices: devices.split(",") };
      if (what === "end") {
        assert(running.delete(`${grid} ${pid}`), `what ends has started: ${line}`);
        continue;
      }
      for (const uuid of use.devices) {
        const others = [...running.values()].filter((other) => other.devices.includes(uuid));
        assert(others.length < runsPerGpu, `${uuid} holds ${others.length + 1} runs: ${line}`);
        if (runsPerGpu < Infinity) assert(others.every((other) => other.grid === grid), `${uuid} is shared: ${line}`);
      }
      started.push(use);
      running.set(`${grid} ${pid}`, use);
    }
    return { started, running };
  }

  [Symbol.dispose](): void {
    this.gpus[Symbol.dispose]();
    this.project[Symbol.dispose]();
  }
}

/** Whether a process waits for a lock (flock) on a file. */
function waitsFor(pid: number, path: string): boolean {
  const { ino } = Deno.statSync(path);
  return Deno.readTextFileSync("/proc/locks").split("\n")
    .some((line) => / -> FLOCK /.test(line) && line.includes(` ${pid} `) && line.includes(`:${ino} `));
}
