import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { countElements, entryOf, jobsNamed, jobsWithNames } from "../../../lib/cluster/job_queue.ts";
import { parseQueue } from "../../../lib/slurm/squeue.ts";

// As printed by Slurm 24.11.
const PRINTED = `7|7|0,3-40%2|PENDING|0:00||JobArrayTaskLimit,JobHeldUser|abc|d
8|8|N/A|PENDING|0:00||Dependency|single
10|7|1|RUNNING|2:07|n0|None|abc|d
11|7|2|COMPLETING|0:00|n1|None|abc|d
12|12|0|PENDING|0:00||launch failed requeued held|other "name
13|1|x|PENDING|0:00|| of another job, which has a line break: | it is skipped
`;

Deno.test("elements are found by their array and index, whether they wait or run", () => {
  const queue = parseQueue(PRINTED);
  const at = (task: number) => {
    const entry = entryOf(queue, 7, task);
    return entry === "gone" ? entry : [entry.id, entry.state, entry.node];
  };
  assertEquals([at(0), at(1), at(2)], [[7, "PENDING", ""], [10, "RUNNING", "n0"], [11, "COMPLETING", "n1"]]);
  assertEquals([at(3), at(40), at(41)], [[7, "PENDING", ""], [7, "PENDING", ""], "gone"]);
  assertEquals(entryOf(queue, 9, 0), "gone");
  assertEquals(entryOf(queue, 8, 0), { id: 8, job: 8, task: 0, state: "PENDING", node: "", reason: "Dependency" });
});

Deno.test("jobs are found by their names, which can contain anything", () => {
  const queue = parseQueue(PRINTED);
  assertEquals(jobsNamed(queue, "abc|d"), [7]);
  assertEquals(jobsNamed(queue, 'other "name'), [12]);
  assertEquals(jobsNamed(queue, "abc"), []);
  const reversed = parseQueue(PRINTED.split("\n").toReversed().join("\n"));
  assertEquals(jobsWithNames(reversed, ["abc|d", 'other "name']), [7, 12], "in ascending order");
});

Deno.test("elements are counted, with the reasons why they wait", () => {
  const queue = parseQueue(PRINTED);
  assertEquals(countElements(queue, [7, 8, 12, 99]), [
    { id: 7, running: 2, pending: 39, reason: "JobArrayTaskLimit, JobHeldUser" },
    { id: 8, running: 0, pending: 1, reason: "Dependency" },
    { id: 12, running: 0, pending: 1, reason: "launch failed requeued held" },
  ]);
});

Deno.test("each reason why elements wait is named once, and None is no reason", () => {
  const lines = ["7|7|0|PENDING|0:00||Priority|n", "7|7|1-3|PENDING|0:00||None|n", "7|7|4|PENDING|0:00||Priority|n"];
  assertEquals(countElements(parseQueue(lines.join("\n")), [7]), [
    { id: 7, running: 0, pending: 5, reason: "Priority" },
  ]);
});

Deno.test("the time since the start of an element is read with and without hours and days", () => {
  const elapsed = (time: string) => parseQueue(`9|7|2|RUNNING|${time}|n0|None|n`).get(7)?.single.get(2)?.elapsed;
  assertEquals(["0:07", "2:07", "1:02:07", "1-02:03:04", "INVALID"].map(elapsed), [7, 127, 3727, 93_784, undefined]);
});

Deno.test("lists of elements are read in every notation of Slurm", () => {
  const tasks = (text: string) => {
    const queue = parseQueue(`5|5|${text}|PENDING|0:00||None|n\n`);
    return Array.from({ length: 12 }, (_, task) => task).filter((task) => entryOf(queue, 5, task) !== "gone");
  };
  assertEquals(tasks("3"), [3]);
  assertEquals(tasks("0,2-4,9%1"), [0, 2, 3, 4, 9]);
  assertEquals(tasks("[1-7:3]%4"), [1, 4, 7]);
  assertEquals(tasks("[1-7:3%4]"), [1, 4, 7]);
  assertEquals(tasks("1,3,5,..."), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "cut off: any of them may be there");
});

Deno.test("what is not a line of squeue is skipped", () => {
  assertEquals(parseQueue("").size, 0);
  assertEquals(parseQueue("slurm_load_jobs error\n\n7|7\n").size, 0);
  fc.assert(fc.property(fc.string(), (text) => void parseQueue(text)));
});
