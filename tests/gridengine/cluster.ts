/** A private Grid Engine for tests: a master and a host. `cluster.sh` starts it. */
import { assert } from "@std/assert";
import { delay } from "@std/async/delay";
import { fromFileUrl, join } from "@std/path";
import { canRun } from "../can_run.ts";

const SCRIPT = fromFileUrl(new URL("cluster.sh", import.meta.url));
// Debian installs the daemons where users' PATH does not look.
const PATH = `${Deno.env.get("PATH")}:/usr/sbin:/sbin`;
const TOOLS = ["sge_qmaster", "sge_execd", "qsub"];

/** A Grid Engine that runs. */
export class GridEngine implements AsyncDisposable {
  constructor(
    /** The directory of its configuration, its logs and its state. */
    readonly dir: string,
    /** What its commands need in their environment. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  /** The output of a command that has to succeed. */
  async ask(...words: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command(words[0]!, {
      args: words.slice(1),
      env: this.env,
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assert(success, `${words.join(" ")}: ${text(stderr)}${text(stdout)}`);
    return text(stdout).trimEnd();
  }

  /** Kills the master, which forgets nothing that it has acknowledged. */
  async killMaster(): Promise<void> {
    Deno.kill(Number(Deno.readTextFileSync(join(this.dir, "spool/qmaster/qmaster.pid"))), "SIGKILL");
    await delay(200);
  }

  /** Starts the master again. */
  async startMaster(): Promise<void> {
    await runScript(["master", this.dir]);
  }

  /** Waits until no job is listed any more. */
  async untilEmpty(): Promise<void> {
    await this.until("no job is listed", async () => await this.ask("qstat", "-u", "*") === "");
  }

  /** Waits for a condition. */
  async until(what: string, holds: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    while (!await holds()) {
      assert(Date.now() < end, `timed out after ${seconds} s waiting until ${what}`);
      await delay(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runScript(["stop", this.dir]);
    await Deno.remove(this.dir, { recursive: true });
  }
}

// What a daemon prints goes to a file: it would keep a pipe open.
async function runScript(args: readonly string[]): Promise<void> {
  const messages = Deno.makeTempFileSync();
  try {
    const { success } = await new Deno.Command("bash", {
      args: ["-c", 'exec "$@" >"$MESSAGES" 2>&1', "bash", SCRIPT, ...args],
      env: { PATH, MESSAGES: messages, OWNER: String(Deno.pid) },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    assert(success, Deno.readTextFileSync(messages));
  } finally {
    Deno.removeSync(messages);
  }
}

async function start(slots: number): Promise<GridEngine> {
  const dir = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sge-" }));
  const listeners = [0, 0].map((port) => Deno.listen({ hostname: "127.0.0.1", port }));
  const [master, host] = listeners.map(({ addr }) => String((addr as Deno.NetAddr).port));
  for (const listener of listeners) listener.close();
  await runScript(["start", dir, String(slots), master!, host!]);
  return new GridEngine(dir, {
    SGE_ROOT: dir,
    SGE_CELL: "default",
    SGE_QMASTER_PORT: master!,
    SGE_EXECD_PORT: host!,
    SGE_CLUSTER_NAME: "grid",
    GRID_WORKERS_SLURM_POLL: "0.3",
    GRID_WORKERS_SLURM_LOOK: "1",
    GRID_WORKERS_SLURM_PATIENCE: "3",
    // It is flushed every second.
    GRID_WORKERS_SGE_ACCOUNTING: "3",
  });
}

/** Whether Grid Engine is installed. It has to be where all tools are required. */
export const hasGridEngine: boolean = TOOLS.every((tool) => canRun(["env", `PATH=${PATH}`, "which", tool]));
if (!hasGridEngine && Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") {
  throw new Error(`Grid Engine is not installed: its tests need ${TOOLS.join(", ")}`);
}

/**
 * Tests that share a Grid Engine, which starts with the first of them and ends after the last of the file.
 *
 * @returns a function that registers a test
 */
export function testsOnGridEngine(slots = 8): (name: string, run: (cluster: GridEngine) => Promise<void>) => void {
  let started: Promise<GridEngine> | undefined;
  if (!hasGridEngine) {
    Deno.stderr.writeSync(new TextEncoder().encode("Grid Engine is not installed: its tests are skipped\n"));
  }
  Deno.test.afterAll(async () => await (await started)?.[Symbol.asyncDispose]());
  return (name, run) =>
    Deno.test({ name, ignore: !hasGridEngine, fn: async () => await run(await (started ??= start(slots))) });
}
