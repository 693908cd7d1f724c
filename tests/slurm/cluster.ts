/** A private Slurm cluster for tests: a controller, and nodes with GPUs that do not exist. `cluster.sh` starts it. */
import { assert } from "@std/assert";
import { delay } from "@std/async/delay";
import { fromFileUrl, join } from "@std/path";
import { canRun } from "../can_run.ts";
import { isRunning } from "../project.ts";

const SCRIPT = fromFileUrl(new URL("cluster.sh", import.meta.url));
// Debian installs the daemons where users' PATH does not look.
const PATH = `${Deno.env.get("PATH")}:/usr/sbin:/sbin`;
const TOOLS = ["slurmctld", "slurmd", "munged", "sbatch"];

/** How a cluster is configured. */
export interface ClusterOptions {
  /** 2 by default; named n0, n1, … */
  readonly nodes?: number;
  /** Per node; 8 by default. They may exceed those of the machine. */
  readonly cpus?: number;
  /** Per node; 2 by default. */
  readonly gpus?: number;
  /** `false`: Slurm's own scheduling, which takes seconds to notice a free CPU. */
  readonly tune?: boolean;
  /** MaxArraySize: indices of array elements are below it. */
  readonly maxArray?: number;
  /** MaxJobCount: the controller keeps no more jobs than this, ended ones included. */
  readonly maxJobs?: number;
  /** Seconds between the SIGTERM and the SIGKILL of a cancelled job; 3 by default. */
  readonly killWait?: number;
  /** Seconds that the controller remembers ended jobs; 300 by default. */
  readonly minJobAge?: number;
  /** Seconds after which commands give up waiting for an answer of the controller; Slurm's 10 by default. */
  readonly messageTimeout?: number;
  /** Seconds after which a silent node is down; 30 by default. */
  readonly slurmdTimeout?: number;
  /** Whether jobs are accounted for in a database, so that sacct answers. It needs slurmdbd and MariaDB. */
  readonly accounting?: true;
  /** More lines of slurm.conf: partitions, for instance. */
  readonly conf?: string;
}

/** What a command of Slurm printed. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A cluster that runs. */
export class Cluster implements AsyncDisposable {
  constructor(
    /** The directory of its configuration, its logs and its state. */
    readonly dir: string,
    /** What the commands of Slurm need in their environment. */
    readonly env: Readonly<Record<string, string>>,
    readonly nodes: number,
  ) {}

  /** Runs a command of Slurm to its end. */
  async command(words: readonly string[]): Promise<Printed> {
    const { code, stdout, stderr } = await new Deno.Command(words[0]!, {
      args: words.slice(1),
      env: this.env,
      stdin: "null",
    })
      .output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  /** The output of a command that has to succeed. */
  async ask(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.command(words);
    assert(code === 0, `${words.join(" ")}: ${stderr}`);
    return stdout.trimEnd();
  }

  /** Submits a shell script, and returns the id of the job. */
  async submit(script: string, ...options: string[]): Promise<number> {
    return Number(await this.ask("sbatch", "--parsable", "--output=/dev/null", ...options, "--wrap", script));
  }

  /** The requests that the controller has answered since it started, or since {@link resetRequests}, by their type. */
  async requests(): Promise<ReadonlyMap<string, number>> {
    const matches = (await this.ask("sdiag")).matchAll(/^\s+(REQUEST_\w+)\s*\(\s*\d+\)\s*count:(\d+)/gm);
    return new Map(Array.from(matches, ([, type, count]) => [type!, Number(count)]));
  }

  /** Counts requests from 0 again. */
  async resetRequests(): Promise<void> {
    await this.ask("sdiag", "--reset");
  }

  /** Waits until no job is listed any more. */
  async untilEmpty(seconds = 30): Promise<void> {
    await this.until("no job is listed", async () => await this.ask("squeue", "--noheader") === "", seconds);
  }

  /** Waits for a condition. */
  async until(what: string, holds: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    while (!await holds()) {
      assert(Date.now() < end, `timed out after ${seconds} s waiting until ${what}`);
      await delay(50);
    }
  }

  /** Ends the controller. SIGTERM saves its state; after SIGKILL it forgets what happened in the last seconds. */
  async stopController(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.#end("slurmctld", signal);
  }

  /** Starts the controller with its saved state, and waits until all nodes are available. */
  async startController(): Promise<void> {
    await this.#run("controller", this.dir);
    await this.untilAvailable();
  }

  /** Makes the controller save its state, for {@link rollBack}. */
  async saveState(): Promise<void> {
    await this.stopController("SIGTERM");
    await new Deno.Command("cp", { args: ["-a", join(this.dir, "state"), join(this.dir, "saved")] }).output();
    await this.startController();
  }

  /** Kills the controller, which forgets what has happened since {@link saveState}, and starts it again. */
  async rollBack(): Promise<void> {
    await this.stopController("SIGKILL");
    await Deno.remove(join(this.dir, "state"), { recursive: true });
    await Deno.rename(join(this.dir, "saved"), join(this.dir, "state"));
    await this.startController();
  }

  /** Waits until all nodes are available. Drained ones are resumed: a controller that was killed distrusts unknown jobs. */
  async untilAvailable(): Promise<void> {
    await this.until("all nodes are available", async () => {
      const { code, stdout } = await this.command(["sinfo", "-h", "-N", "-p", "main", "-o", "%N %t"]);
      if (code !== 0) return false;
      const nodes = stdout.trim().split("\n").map((line) => line.split(" ") as [string, string]);
      for (const [name] of nodes.filter(([, state]) => /^(?:dr|down)/.test(state))) {
        await this.command(["scontrol", "update", `nodename=${name}`, "state=resume"]);
      }
      return nodes.length === this.nodes && nodes.every(([, state]) => /^(?:idle|mix|alloc|comp)$/.test(state));
    }, 60);
  }

  /** Ends the slurmd of a node with SIGKILL. The processes of its jobs go on. */
  async killNode(node: number): Promise<void> {
    await this.#end(`slurmd.n${node}`, "SIGKILL");
  }

  /**
   * Makes Slurm believe that a node has failed: its jobs are requeued elsewhere, while their processes go on. Afterwards it has
   * to be started.
   */
  async loseNode(node: number): Promise<void> {
    // Drained, so that a late answer does not bring it back into service.
    await this.ask("scontrol", "update", `nodename=n${node}`, "state=drain", "reason=test");
    await this.killNode(node);
    await this.ask("scontrol", "update", `nodename=n${node}`, "state=down", "reason=test");
  }

  /**
   * Starts the slurmd of a node, and waits until all nodes are available.
   *
   * @param hidden a directory that is empty for the jobs of this node
   */
  async startNode(node: number, hidden?: string): Promise<void> {
    await this.#run("node", this.dir, String(node), ...(hidden === undefined ? [] : [hidden]));
    await this.untilAvailable();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run("stop", this.dir);
    await Deno.remove(this.dir, { recursive: true });
  }

  async #run(...args: string[]): Promise<void> {
    await runScript(args, this.env);
  }

  async #end(daemon: string, signal: Deno.Signal): Promise<void> {
    const pid = Number(Deno.readTextFileSync(join(this.dir, "pid", `${daemon}.pid`)));
    Deno.kill(pid, signal);
    await this.until(`${daemon} has ended`, () => !isRunning(pid));
  }
}

// What a daemon prints goes to a file: it would keep a pipe open.
async function runScript(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const messages = Deno.makeTempFileSync();
  try {
    const words = ["-c", 'exec "$@" >"$MESSAGES" 2>&1', "bash", SCRIPT, ...args];
    const { success } = await new Deno.Command("bash", {
      args: words,
      env: { ...env, PATH, MESSAGES: messages },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    assert(success, Deno.readTextFileSync(messages));
  } finally {
    Deno.removeSync(messages);
  }
}

/** Starts a cluster. It ends when it is disposed of, or with this process. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const dir = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "slurm-" }));
  const nodes = options.nodes ?? 2;
  const settings: Record<string, string | number | undefined> = {
    OWNER: Deno.pid,
    NODES: nodes,
    CPUS: options.cpus,
    GPUS: options.gpus,
    TUNE: options.tune === false ? 0 : 1,
    MAXARRAY: options.maxArray,
    MAXJOBS: options.maxJobs,
    KILLWAIT: options.killWait,
    ...{
      MINJOBAGE: options.minJobAge,
      SLURMDTIMEOUT: options.slurmdTimeout,
      CONF: options.conf,
      MESSAGETIMEOUT: options.messageTimeout,
    },
    ACCOUNTING: options.accounting && 1,
    PORTS: freePorts(nodes + (options.accounting ? 3 : 1)).join(" "),
  };
  const env = Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)]]),
  );
  await runScript(["start", dir], env);
  // Schedulers look at the queue more often than sites want.
  return new Cluster(dir, { SLURM_CONF: join(dir, "etc/slurm.conf"), GRID_WORKERS_SLURM_POLL: "0.3" }, nodes);
}

function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}

const ACCOUNTING_TOOLS = ["slurmdbd", "mariadbd", "mariadb-install-db"];

/** Whether what {@link ClusterOptions.accounting} needs is installed. */
export const hasAccounting: boolean = ACCOUNTING_TOOLS.every((tool) => canRun(["env", `PATH=${PATH}`, "which", tool]));
if (!hasAccounting && Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") {
  throw new Error(`tests of accounting need ${ACCOUNTING_TOOLS.join(", ")}`);
}

/** Whether Slurm is installed. It has to be where all tools are required. */
export const hasSlurm: boolean = TOOLS.every((tool) => canRun(["env", `PATH=${PATH}`, "which", tool]));
if (!hasSlurm && Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") {
  throw new Error(`Slurm is not installed: its tests need ${TOOLS.join(", ")}`);
}

/**
 * Tests that share a cluster, which starts with the first of them and ends after the last of the file.
 *
 * @returns a function that registers a test
 */
export function testsOnCluster(options: ClusterOptions = {}): (name: string, run: ClusterTest) => void {
  let started: Promise<Cluster> | undefined;
  if (!hasSlurm) Deno.stderr.writeSync(new TextEncoder().encode("Slurm is not installed: its tests are skipped\n"));
  Deno.test.afterAll(async () => await (await started)?.[Symbol.asyncDispose]());
  return (name, run) =>
    Deno.test({
      name,
      ignore: !hasSlurm,
      fn: async () => await run(await (started ??= startCluster(options))),
    });
}

/** A test that runs on a cluster, which other tests have used before. */
export type ClusterTest = (cluster: Cluster) => void | Promise<void>;
