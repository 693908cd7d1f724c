/** An executor like that of a cluster: workers read launches from files, and runs are only known by their records. */
import { fromFileUrl, join } from "@std/path";
import type { Executor, Launch, RunHandle } from "../../../io/executor/executor.ts";
import { localReach } from "../../../io/executor/local.ts";
import { createSweeper, markedLaunch, sweptRun } from "../../../io/executor/sweeper.ts";
import { type Reach, watchRun } from "../../../io/executor/watched_run.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { GRACE_MS, keyOfTest, testExecutor } from "./contract.ts";

const SUPERVISOR = fromFileUrl(new URL("../../../io/executor/supervisor.sh", import.meta.url));
const here = readHostIdentity();

testExecutor("pilot workers", (root) => ({ executor: createPilotExecutor(root) }));

/** One worker per launch, which reads its line from a file, like an element of a job array. */
function createPilotExecutor(root: string): Executor {
  const sweeper = createSweeper();
  const workers: Deno.ChildProcess[] = [];
  const queued = new Set<string>();

  // As long as a worker may still start a launch, it must not be claimed as void.
  function reachOf({ dir, stage, number }: Launch): Reach {
    const reach = localReach(join(root, dir), stage, number, here);
    return { ...reach, claimVoid: () => !queued.has(`${dir}/${number}`) && reach.claimVoid() };
  }

  function follow(launch: Launch): RunHandle {
    return sweptRun({ sweeper, root, gridKey: keyOfTest(root), grace: GRACE_MS }, launch, watchRun(reachOf(launch)));
  }

  return {
    start(launch) {
      const { stage, number, dir, log } = launch;
      const queue = join(root, `queue.${dir}.${number}`);
      Deno.writeTextFileSync(queue, `${stage} ${number} ${dir} ${log}\n`);
      const worker = new Deno.Command("setsid", {
        args: [
          "sh",
          "-c",
          'exec sh "$@" <"$0" >/dev/null',
          queue,
          SUPERVISOR,
          here.boot,
          here.pidNamespace,
          here.host,
          here.machine,
          keyOfTest(root),
        ],
        cwd: root,
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      workers.push(worker);
      queued.add(`${dir}/${number}`);
      worker.status.then(() => queued.delete(`${dir}/${number}`));
      return follow(launch);
    },
    adopt: follow,
    clear: (launch) => sweeper.endNow(markedLaunch(keyOfTest(root), launch)),
    withdraw: () => Promise.resolve(),
    hurry: sweeper.hurry,
    async close() {
      const survivors = await sweeper.finish();
      await Promise.all(workers.map((worker) => worker.status));
      return survivors;
    },
  };
}
