import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { chaosRounds, chaosSeed, checkTraces, createRandom } from "../chaos/ground.ts";
import { type Cluster, testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster({ killWait: 2, cpus: 4 });
const RUNS = 60;
const DISRUPTIONS = 12;

async function runningElements(cluster: Cluster): Promise<string[]> {
  const text = await cluster.ask("squeue", "--me", "--noheader", "--states=RUNNING", "--format=%F_%K");
  return text.split("\n").filter((line) => line !== "");
}

/** Disrupts the cluster: requeues or cancels a random element, or restarts the controller. */
async function disrupt(cluster: Cluster, random: () => number): Promise<string> {
  const elements = await runningElements(cluster);
  const element = elements[Math.floor(random() * elements.length)];
  const what = random();
  if (what < 0.25) {
    // After SIGKILL, Slurm has forgotten the last seconds.
    const signal = what < 0.1 ? "SIGTERM" : "SIGKILL";
    await cluster.stopController(signal);
    await delay(random() * 1_000);
    await cluster.startController();
    return `controller ${signal}`;
  }
  if (element === undefined) return "nothing runs";
  if (what < 0.6) {
    await cluster.command(["scontrol", "requeue", element]);
    return `${element} requeued`;
  }
  await cluster.command(["scancel", element]);
  return `${element} cancelled`;
}

test("requeued and cancelled elements, restarted and killed controllers: no run overlaps, and all of them end", async (cluster) => {
  for (let round = 0; round < chaosRounds(); round++) {
    const seed = (chaosSeed() + round) >>> 0;
    const random = createRandom(seed);
    await using project = new SlurmProject(cluster);
    project.writeGrid(
      RUNS,
      "sleep 0.4",
      "runs_per_job: 5, slots_per_job: 2, max_concurrent_runs: 8, max_failures: none",
    );
    const log: string[] = [];
    const requeued = new Set<string>();
    try {
      const started = project.start("train", ["g.yaml", "--on", "slurm"]);
      let ended = false;
      started.ended.then(() => ended = true);
      await cluster.until("runs have started", () => ended || project.starts() > 0, 30);
      for (let count = 0; count < DISRUPTIONS && !ended; count++) {
        await delay(random() * 800);
        log.push(await disrupt(cluster, random));
      }
      await cluster.untilAvailable();
      // Slurm holds some jobs that it had to start again, and others whose node was in doubt.
      await cluster.until("it has ended", async () => {
        await cluster.untilAvailable();
        // A controller that was killed while it started an element does not notice that no node knows it.
        for (const element of await runningElements(cluster)) {
          if (requeued.has(element) || !started.hasSaid(`scontrol requeue ${element}`)) continue;
          log.push(`${element} requeued as told`);
          requeued.add(element);
          await cluster.command(["scontrol", "requeue", element]);
        }
        const held = await cluster.ask("squeue", "--me", "--noheader", "--states=PENDING", "--format=%F_%K %r");
        for (const line of held.split("\n").filter((line) => /held/i.test(line))) {
          log.push(`${line} released`);
          await cluster.command(["scontrol", "release", line.split("_")[0]!]);
        }
        return ended;
      }, 120);
      const first = await started.ended;
      assert(first.code === 0 || first.code === 1, first.stderr);
      const counts = await project.counts();
      assertEquals(counts.failed, undefined, "a run that was told to end has not failed");
      // What was cancelled is interrupted, and continues on request.
      const next = await project.run("train", [project.grid(), "--on", "slurm"]);
      assertEquals(next.code, 0, next.stderr);
      assertEquals(await project.counts(), { succeeded: RUNS });
      checkTraces(project.lines(), RUNS);
    } catch (error) {
      throw new Error(`failed with CHAOS_SEED=${seed} after: ${log.join(", ")}`, { cause: error });
    }
  }
});
