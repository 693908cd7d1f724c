import { assertEquals } from "@std/assert";
import type { Submission } from "../../../lib/run/journal_record.ts";
import { parseQueue } from "../../../lib/slurm/squeue.ts";
import { clusterStatus, describeCluster, remedies } from "../../../lib/status/cluster_status.ts";

const SUBMISSIONS = new Map(
  ["vit-1", "vit-2", "vit-3"].map((name, index): [number, Submission] => [
    index + 1,
    { number: index + 1, stage: "train", name, elements: 50, ...(index === 0 && { job: 7 }) },
  ]),
);

function status(...lines: string[]) {
  return clusterStatus(parseQueue(lines.join("\n")), SUBMISSIONS);
}

Deno.test("the jobs of a grid are counted by their names, not by ids that others may have now", () => {
  const slurm = status(
    "9|9|3-40%2|PENDING|0:00||Priority|vit-2",
    "12|9|1|RUNNING|2:07|n0|None|vit-2",
    "7|7|0|RUNNING|2:07|n0|None|other",
  );
  assertEquals(slurm, { answered: true, jobs: [{ id: 9, running: 1, pending: 38, reason: "Priority" }] });
  assertEquals(describeCluster(slurm), "Slurm job 9: 1 running, 38 pending (Priority)");
});

Deno.test("a Slurm that does not answer has no jobs, and says so", () => {
  const slurm = clusterStatus(undefined, SUBMISSIONS);
  assertEquals(slurm, { answered: false, jobs: [] });
  assertEquals(describeCluster(slurm), "Slurm does not answer");
  assertEquals([describeCluster(null), describeCluster(status())], [undefined, undefined]);
});

Deno.test("elements that have ended, and that are listed as running, come with what to do", () => {
  const queue = parseQueue("12|9|1|RUNNING|2:07|n0|None|vit-2\n13|9|4|RUNNING|2:07|n0|None|vit-2");
  const slurm = clusterStatus(queue, SUBMISSIONS, (job, { number }) => ({
    left: job === 9 && number === 2 ? [1, 4] : [],
    unstarted: [],
  }));
  assertEquals(slurm.stale, ["9_1", "9_4"]);
  assertEquals(remedies(slurm), [
    "Slurm lists 9_1, 9_4 as running, but they have ended: scancel 9_1 9_4",
  ]);
  assertEquals(remedies({ ...slurm, stale: ["9_1"] }), [
    "Slurm lists 9_1 as running, but it has ended: scancel 9_1",
  ]);
});

Deno.test("elements that have started nothing for minutes come with what to do", () => {
  const queue = parseQueue("12|9|1|RUNNING|12:07|n0|None|vit-2");
  const slurm = clusterStatus(queue, SUBMISSIONS, (job) => ({ left: [], unstarted: job === 9 ? [1] : [] }));
  assertEquals(slurm.unstarted, ["9_1"]);
  assertEquals(remedies(slurm), [
    "Slurm has listed 9_1 as running for minutes, but it has started nothing: if nothing comes of it, scontrol requeue 9_1",
  ]);
});

Deno.test("several jobs are summed up, with the reasons of all", () => {
  const slurm = status(
    "9|9|0-4|PENDING|0:00||Dependency|vit-2",
    "7|7|1|RUNNING|2:07|n0|None|vit-1",
    "8|7|2-3|PENDING|0:00||JobArrayTaskLimit,Priority|vit-1",
  );
  assertEquals(
    describeCluster(slurm),
    "Slurm jobs 7, 9: 1 running, 7 pending (JobArrayTaskLimit, Priority, Dependency)",
  );
  const many = { answered: true, jobs: [1, 2, 3, 4, 5].map((id) => ({ id, running: 2, pending: 0, reason: "" })) };
  assertEquals(describeCluster(many), "Slurm jobs 1, 2, 3 and 2 more: 10 running");
});

Deno.test("jobs that do not start by themselves come with what to do", () => {
  const slurm = status(
    "7|7|2-3|PENDING|0:00||launch failed requeued held|vit-1",
    "9|9|0|PENDING|0:00||DependencyNeverSatisfied|vit-2",
    "10|10|0|PENDING|0:00||Priority|vit-3",
  );
  assertEquals(remedies(slurm), [
    "job 7 does not start by itself (launch failed requeued held): scontrol release 7",
    "job 9 does not start by itself (DependencyNeverSatisfied): a job that it waits for failed: stop the grid, and start it again",
  ]);
  assertEquals(remedies(status("7|7|2|PENDING|0:00||JobHeldUser|vit-1")).length, 1);
  assertEquals(remedies(status("7|7|2|PENDING|0:00||JobHeldAdmin|vit-1")), [
    "job 7 does not start by itself (JobHeldAdmin): an administrator holds it",
  ]);
  assertEquals(remedies(null), []);
});
