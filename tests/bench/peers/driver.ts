/** A peer's driver at work in a directory of its own, and what its runs left there. */
import { delay } from "@std/async/delay";
import { basename, dirname, fromFileUrl, join } from "@std/path";
import { killProcessesOf, processesOf, taskEnvironment } from "../../project.ts";
import { scratch } from "../measure.ts";
import type { Peer } from "./peers.ts";

const HERE = dirname(fromFileUrl(import.meta.url));
/** The trainer of the MNIST grid. */
const MNIST = join(HERE, "../../../grids/mnist");

/** What a peer finds in its environment. */
export interface Site {
  /** Directories that come first in PATH. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** When the runs of one name began, and how many of them reached their end. */
export interface Run {
  readonly starts: readonly number[];
  readonly ends: number;
}

/** A directory with the scripts of a peer. Its processes are killed when it is disposed of. */
export class Workplace implements Disposable {
  readonly dir: string = scratch("peers-");

  constructor(readonly peer: Peer, readonly site: Site, count: number, seconds: number) {
    for (const file of ["run.sh", peer.script, ...peer.written]) {
      const text = Deno.readTextFileSync(join(HERE, file)).replaceAll("COUNT", String(count))
        .replaceAll("SECONDS", String(seconds)).replaceAll("grids/mnist/", `${MNIST}/`);
      Deno.writeTextFileSync(join(this.dir, basename(file)), text);
    }
    Deno.mkdirSync(join(this.dir, "records"));
  }

  /** Starts a command in a session of its own, as a terminal would. */
  start([program, ...args]: readonly string[]): Driver {
    const env = taskEnvironment({
      ...this.site.env,
      PATH: [...this.site.path, Deno.env.get("PATH")!].join(":"),
      RECORDS: join(this.dir, "records"),
      MNIST,
      // Sockets of Ray: their paths have to be short, and it must not call home.
      RAY_TMPDIR: this.dir,
      RAY_USAGE_STATS_ENABLED: "0",
      // Python is faster with the files that it compiles.
      PYTHONDONTWRITEBYTECODE: undefined,
    });
    const log = join(this.dir, "output.txt");
    const begun = Date.now();
    const child = new Deno.Command("setsid", {
      args: ["sh", "-c", 'log=$1; shift; exec "$@" >>"$log" 2>&1', "sh", log, program!, ...args],
      cwd: this.dir,
      clearEnv: true,
      env,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    return { pid: child.pid, begun, ended: child.status };
  }

  /** The runs that have started, by their names. */
  runs(): ReadonlyMap<string, Run> {
    const runs = new Map<string, { starts: number[]; ends: number }>();
    const records = join(this.dir, "records");
    for (const { name } of Deno.readDirSync(records)) {
      const [type, run] = name.split(".") as [string, string];
      const entry = runs.get(run) ?? { starts: [], ends: 0 };
      runs.set(run, entry);
      if (type === "start") entry.starts.push(Deno.statSync(join(records, name)).mtime!.getTime());
      else entry.ends++;
    }
    return runs;
  }

  /** How many runs have started. */
  started(): number {
    return this.runs().size;
  }

  /** How many runs have reached their end. */
  done(): number {
    return Array.from(this.runs().values()).filter(({ ends }) => ends > 0).length;
  }

  /** How many files of a name there are, in all directories. */
  count(name: string): number {
    const { stdout } = new Deno.Command("find", { args: [this.dir, "-name", name] }).outputSync();
    return new TextDecoder().decode(stdout).split("\n").length - 1;
  }

  /** The processes that belong here, runs included. */
  processes(): number[] {
    return processesOf(this.dir);
  }

  /** Bytes that the driver and its helpers hold: shared pages are counted once; shells, sleeping runs and jobs of Slurm are not. */
  driverMemory(): number {
    return this.processes().filter((pid) => !isOfRun(pid)).reduce((sum, pid) => sum + memoryOf(pid), 0);
  }

  /** The last lines that the driver printed. */
  output(): string {
    try {
      return Deno.readTextFileSync(join(this.dir, "output.txt")).trim().split("\n").slice(-15).join("\n");
    } catch {
      return "";
    }
  }

  [Symbol.dispose](): void {
    if (this.peer.slurm) this.#cancelJobs();
    killProcessesOf(this.dir);
    Deno.removeSync(this.dir, { recursive: true });
  }

  // The cluster is private: all jobs are of this peer.
  #cancelJobs(): void {
    const script =
      'scancel --state=PENDING --user="$(id -un)"; scancel --user="$(id -un)"; while [ -n "$(squeue --noheader)" ]; do sleep 0.2; done';
    new Deno.Command("sh", { args: ["-c", script], env: this.site.env, stdout: "null", stderr: "null" }).outputSync();
  }
}

/** A driver that was started. */
export interface Driver {
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly begun: number;
  readonly ended: Promise<Deno.CommandStatus>;
}

/** Waits until a condition holds, and returns whether it does. */
export async function holdsWithin(seconds: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = Date.now() + seconds * 1_000;
  while (!await holds()) {
    if (Date.now() > end) return false;
    await delay(50);
  }
  return true;
}

function isOfRun(pid: number): boolean {
  const name = commandOf(pid);
  if (["sh", "bash", "dash", "sleep"].includes(name)) return true;
  for (let parent = pid; parent > 1; parent = parentOf(parent)) if (commandOf(parent) === "slurmstepd") return true;
  return false;
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/comm`).trim();
}

function parentOf(pid: number): number {
  return Number(/\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0);
}

function memoryOf(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1_024;
}

// Empty if the process has ended.
function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
