/** Where hostile runs are let loose: what their tests have in common. */
import { canRun } from "../../can_run.ts";
import { Project, type Started, until } from "../../project.ts";

/** The grid directory of a project with one grid; `undefined` while there is none. */
export function gridOf(project: Project): string | undefined {
  const [grid] = project.grids();
  return grid && `experiments/${grid}`;
}

/**
 * Writes `g.yaml`, a grid of one experiment.
 *
 * @param command a line of shell code
 * @param settings further ones, as lines of YAML, indented by two blanks
 */
export function writeGrid(project: Project, command: string, settings = ""): void {
  project.write("g.yaml", `grid_axes: {x: [1]}\ngrid_settings:\n${settings}  command: |\n    ${command}\n`);
}

/** The pids that processes have written into a file of the project; none while there is no file. */
export function pidsIn(project: Project, file = "pids"): number[] {
  return project.exists(file) ? project.read(file).trim().split("\n").map(Number) : [];
}

/** Kills a scheduler, and waits until it is gone. */
export async function killScheduler(started: Started): Promise<void> {
  started.kill("SIGKILL");
  await started.ended;
}

/** The supervisors that work in a directory. */
export function supervisorsIn(dir: string): number[] {
  return Array.from(Deno.readDirSync("/proc"), ({ name }) => Number(name)).filter((pid) => {
    try {
      return Number.isInteger(pid) && Deno.readLinkSync(`/proc/${pid}/cwd`).startsWith(dir) &&
        Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("supervisor.sh");
    } catch {
      return false;
    }
  });
}

/** Sends a signal once more whenever it may count as another one, until the scheduler has ended. */
export async function signalUntilEnded(started: Started, signal: Deno.Signal) {
  const send = () => {
    try {
      started.kill(signal);
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(send, 300);
  send();
  const ended = await started.ended;
  clearInterval(timer);
  return ended;
}

/** A process that no grid has anything to do with, in a session of its own; it ends with the test. */
export function startStranger(): { readonly pid: number } & AsyncDisposable {
  const child = new Deno.Command("setsid", { args: ["sleep", "300"], stdin: "null", stdout: "null", stderr: "null" })
    .spawn();
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It is gone.
      }
      await child.status;
    },
  };
}

/** How many schedulers the journal of a grid names. */
export function schedulersOf(project: Project, grid: string): number {
  return project.read(`${grid}/journal.ndjson`).split('"type":"scheduler"').length - 1;
}

/** Resumes a grid, and waits until the next scheduler has recovered what the former one left. */
export async function resume(project: Project, grid: string, more: readonly string[] = []): Promise<Started> {
  const before = schedulersOf(project, grid);
  const started = project.start("train", [grid, ...more]);
  let hasEnded = false;
  started.ended.then(() => hasEnded = true);
  // One that finds nothing to run ends without a record.
  await until("the next scheduler has recovered the runs", () => hasEnded || schedulersOf(project, grid) > before);
  return started;
}

/** What makes the permissions of files apply, also to root; `undefined` where that cannot be had. */
export function throughOrdinaryUser(): readonly string[] | undefined {
  if (Deno.uid() !== 0) return [];
  const words = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
  return canRun([...words, "true"]) ? words : undefined;
}
