import { assertEquals } from "@std/assert";
import { createElementTimes, noteMark, staleElements } from "../../../lib/cluster/stale_elements.ts";
import { parseQueue } from "../../../lib/slurm/squeue.ts";
import { parseElementMark } from "../../../lib/store/submission_format.ts";

const NOW = 1_796_000_000_000;
const RUNNING = "9|7|2|RUNNING|5:00|n0|None|vit";

/** The elements of job 7 that do not run, with this line of squeue and these marks. */
function find(line: string, ...marks: string[]) {
  const times = createElementTimes();
  for (const name of marks) noteMark(times, parseElementMark(name)!);
  return staleElements(parseQueue(line), 7, times, { now: NOW, patience: 60_000 });
}

function left(line: string, ...marks: string[]): readonly number[] {
  return find(line, ...marks).left;
}

/** A time in marks. */
const ago = (seconds: number) => NOW / 1_000 - seconds;

Deno.test("an element that has left, and that is listed as running a minute later, has ended", () => {
  assertEquals(left(RUNNING, `came.2.0.${ago(299)}`, `left.2.0.${ago(60)}`), [2]);
  assertEquals(left("9|7|2|RUNNING|1:00|n0|None|vit", `came.2.0.${ago(60)}`, `left.2.0.${ago(60)}`), [2]);
  assertEquals(
    left(
      "9|7|2|RUNNING|1-02:03:04|n0|None|vit",
      `left.2.1.${ago(61)}`,
      `came.2.1.${ago(93_000)}`,
      `came.2.0.${ago(99_000)}`,
    ),
    [2],
  );
});

Deno.test("an element lives that has just left, that has come again, or that is in any other state", () => {
  const came = `came.2.0.${ago(299)}`;
  assertEquals(left(RUNNING, came), []);
  assertEquals(left(RUNNING, came, `left.2.0.${ago(59)}`), [], "Slurm may not have noticed");
  assertEquals(left("9|7|2|RUNNING|1:00|n0|None|vit", came, `left.2.0.${ago(200)}`), [], "requeued, not there yet");
  assertEquals(left("9|7|2|RUNNING|INVALID|n0|None|vit", came, `left.2.0.${ago(70)}`), []);
  assertEquals(left(RUNNING, `came.2.0.${ago(299)}`, `left.2.0.${ago(280)}`, `came.2.0.${ago(200)}`), [], "run twice");
  for (const state of ["PENDING", "COMPLETING", "REQUEUED", "NEW_STATE"]) {
    assertEquals(left(RUNNING.replace("RUNNING", state), came, `left.2.0.${ago(61)}`), [], state);
  }
  assertEquals(left(RUNNING, came, `left.3.0.${ago(61)}`), [], "another element");
});

Deno.test("an element lives beside its predecessor, which leaves a node that Slurm had lost", () => {
  assertEquals(left(RUNNING, `came.2.0.${ago(900)}`, `came.2.1.${ago(299)}`, `left.2.0.${ago(90)}`), []);
  assertEquals(left(RUNNING, `came.2.0.${ago(900)}`, `left.2.0.${ago(90)}`), [], "whose successor is not there yet");
});

Deno.test("an element that is listed as running for minutes, and has made no mark since, may have been forgotten", () => {
  const unstarted = (line: string, ...marks: string[]) => find(line, ...marks).unstarted;
  assertEquals(unstarted(RUNNING), [2]);
  assertEquals(unstarted(RUNNING, `came.2.0.${ago(410)}`, `left.2.0.${ago(400)}`), [2]);
  assertEquals(unstarted("9|7|2|RUNNING|4:59|n0|None|vit"), [], "its prolog may be slow");
  assertEquals(unstarted(RUNNING.replace("RUNNING", "CONFIGURING")), []);
  assertEquals(unstarted(RUNNING, `came.2.0.${ago(320)}`), [], "the clocks differ");
  assertEquals(unstarted(RUNNING, `came.2.1.${ago(290)}`), []);
});
