/** Each command as the first one after any ending of a grid on Slurm. */
import { assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { type Cluster, testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";
import { type Ending, killScheduler, lookAll, makeMove, movesOf, startStage } from "../matrix/endings.ts";
import { Ground, HELD, type Stage } from "../matrix/ground.ts";

const test = testsOnCluster({ killWait: 2 });

const NODES = ["n0", "n1"];

/** An ending on a cluster. */
interface ClusterEnding extends Ending {
  readonly settings?: string;
}

async function follow(ground: Ground, stage: Stage): Promise<void> {
  const started = await startStage(ground, stage);
  await ground.untilHeld(stage);
  await killScheduler(started);
}

async function detach(ground: Ground, stage: Stage): Promise<void> {
  const started = await startStage(ground, stage, ["--detach"]);
  assertEquals((await started.ended).code, 0);
  await ground.untilHeld(stage);
}

const finished = (leave: Ending["leave"], cluster: Cluster): Ending["leave"] => async (ground, stage) => {
  await leave(ground, stage);
  ground.go();
  await cluster.untilEmpty();
};

const DEAD = { cut: "interrupted", isLive: false } as const;

function endings(cluster: Cluster): Readonly<Record<string, ClusterEnding>> {
  return {
    finished: { ...DEAD, name: "detached, and has finished", wait: [1], leave: finished(detach, cluster) },
    unfollowed: {
      ...DEAD,
      name: "followed by a killed scheduler, and has finished",
      wait: [1],
      leave: finished(follow, cluster),
    },
    live: { ...DEAD, isLive: true, name: "detached, and goes on", wait: [124], leave: detach },
    requeued: {
      ...DEAD,
      name: "detached, and whose elements were requeued",
      cut: "pending",
      isLive: true,
      wait: [124],
      async leave(ground, stage) {
        await detach(ground, stage);
        // Drained, too: a node that is only down comes back with the next message of its slurmd.
        for (const state of ["drain", "down"]) {
          for (const node of NODES) {
            await cluster.ask("scontrol", "update", `nodename=${node}`, `state=${state}`, "reason=test");
          }
        }
        // Those of the other three as well: one run each.
        const left = () =>
          ground.project.list(`${ground.grid}/slurm/1/marks`).filter((name) => name.startsWith("left.")).length;
        await cluster.until("their elements have left", () => left() === 3 + HELD.length);
      },
    },
    cancelled: {
      ...DEAD,
      name: "cancelled on the cluster",
      wait: [6],
      async leave(ground, stage) {
        await detach(ground, stage);
        await cluster.ask("scancel", "--me");
        await cluster.untilEmpty();
        // Of what was just submitted, what squeue lists may be older.
        await delay(10_000);
      },
    },
    timedOut: {
      ...DEAD,
      name: "ended by the timeouts of its runs",
      cut: "timed_out",
      settings: "  timeout: 2\n",
      wait: [1],
      async leave(ground, stage) {
        await detach(ground, stage);
        await cluster.untilEmpty();
      },
    },
  };
}

// What a stage leaves is looked at by all commands. Commands that run something take seconds each on a cluster.
const SUBJECTS: readonly (readonly [stage: Stage, ending: string, moves: readonly string[]])[] = [
  ["train", "finished", ["test DIR", "run DIR", "train DIR --retry-failed"]],
  ["train", "unfollowed", ["test DIR", "stop DIR"]],
  ["train", "cancelled", ["train DIR", "test DIR"]],
  ["train", "timedOut", ["train DIR", "test DIR"]],
  ["train", "requeued", ["stop DIR"]],
  ["train", "live", ["stop DIR", "train DIR"]],
  ["test", "finished", ["train DIR", "test DIR --retry-failed", "clean DIR --checkpoints --yes"]],
  ["test", "live", ["test DIR", "stop DIR"]],
];

for (const [stage, key, moves] of SUBJECTS) {
  test(`a ${stage} stage on Slurm that is ${key}: every command sees the same, and starts what is missing`, async (cluster) => {
    const ending = endings(cluster)[key]!;
    const differences: string[] = [];
    const left = async (use: (ground: Ground) => Promise<void>) => {
      await using project = new SlurmProject(cluster);
      const ground = new Ground({ project, backend: "slurm", env: {} }, ending.settings);
      await ending.leave(ground, stage);
      try {
        await use(ground);
      } finally {
        await cluster.untilAvailable();
      }
    };
    const make = async (ground: Ground, name: string) => {
      const wrong = await makeMove(ground, stage, ending, movesOf(stage).find((move) => move.name === name)!);
      differences.push(...wrong.map((what) => `${name}: ${what}`));
    };
    await left(async (ground) => {
      differences.push(...await lookAll(ground, stage, ending));
      if (ending.isLive) return;
      ground.save();
      try {
        for (const name of moves) {
          ground.restore();
          await make(ground, name);
        }
      } finally {
        ground.forget();
      }
    });
    if (ending.isLive) { for (const name of moves) await left((ground) => make(ground, name)); }
    assertEquals(differences, []);
  });
}
