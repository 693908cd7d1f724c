import { assertEquals } from "@std/assert";
import {
  addLine,
  followArray,
  type FollowContext,
  followLaunch,
} from "../../../../io/cluster/follow/followed_array.ts";
import { applyQueue } from "../../../../io/cluster/follow/follower.ts";
import { noteMark } from "../../../../lib/cluster/stale_elements.ts";
import { parseQueue } from "../../../../lib/slurm/squeue.ts";
import { parseElementMark } from "../../../../lib/store/submission_format.ts";

const CONTEXT: FollowContext = {
  root: "/grid",
  patience: 60_000,
  elementName: (job, task) => `${job}_${task}`,
  control: { terminate() {}, kill() {} },
};
const TWO_RUN = "8|7|0|RUNNING|5:00|n0|None|vit\n9|7|1|RUNNING|5:00|n0|None|vit\n";

/** An array of three launches that nobody has started, whose elements have made these marks. */
function arrayWith(isPacked: boolean, ...marks: string[]) {
  const array = followArray({ submission: 1, name: "vit", job: 7, isPacked, stoppedBefore: undefined });
  for (const line of [0, 1, 2]) {
    const launch = { stage: "train", number: 1, dir: `d${line}`, log: "train.1.log" } as const;
    addLine(CONTEXT, array, line, followLaunch(launch, CONTEXT.control));
  }
  for (const name of marks) noteMark(array.times, parseElementMark(name)!);
  return array;
}

/** A time in marks. */
const ago = (seconds: number) => Math.floor(Date.now() / 1_000) - seconds;

const goneIn = (array: ReturnType<typeof arrayWith>, queue: string) =>
  applyQueue(CONTEXT, array, parseQueue(queue), () => {});

Deno.test("a launch is gone with its element, and with one that has left although it is listed as running", () => {
  assertEquals(goneIn(arrayWith(false), TWO_RUN), [2]);
  assertEquals(goneIn(arrayWith(false, `came.0.0.${ago(299)}`, `left.0.0.${ago(90)}`), TWO_RUN), [0, 2]);
  assertEquals(goneIn(arrayWith(false), ""), [0, 1, 2]);
});

Deno.test("a launch that any element may take is only gone once all elements are, or have left", () => {
  const left = [0, 1].map((task) => [`came.${task}.0.${ago(299)}`, `left.${task}.0.${ago(90)}`]);
  assertEquals(goneIn(arrayWith(true), TWO_RUN), []);
  assertEquals(goneIn(arrayWith(true, ...left[0]!), TWO_RUN), []);
  assertEquals(goneIn(arrayWith(true, ...left.flat()), TWO_RUN), [0, 1, 2]);
  assertEquals(goneIn(arrayWith(true, ...left.flat()), `${TWO_RUN}7|7|2-4|PENDING|0:00||Priority|vit\n`), []);
  assertEquals(goneIn(arrayWith(true), ""), [0, 1, 2]);
});

Deno.test("an element that has left is known as such until it waits in the queue again", () => {
  const array = arrayWith(false, `came.0.0.${ago(299)}`, `left.0.0.${ago(90)}`);
  const stale = (queue: string) => {
    goneIn(array, queue);
    return [...array.stale];
  };
  assertEquals(stale(TWO_RUN), [0]);
  assertEquals(stale("9|7|1|RUNNING|5:00|n0|None|vit\n"), [0], "it was cancelled");
  assertEquals(stale("7|7|0|PENDING|0:00||BeginTime|vit\n9|7|1|RUNNING|5:00|n0|None|vit\n"), [], "it was requeued");
});

Deno.test("an array whose job is not known finds it by its name", () => {
  const array = { ...arrayWith(false), job: undefined };
  const found: number[] = [];
  assertEquals(applyQueue(CONTEXT, array, parseQueue(TWO_RUN), (job) => found.push(job)), [2]);
  assertEquals([array.job, found], [7, [7]]);
});
