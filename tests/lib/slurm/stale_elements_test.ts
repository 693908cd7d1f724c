import { assertEquals } from "@std/assert";
import { parseQueue } from "../../../lib/slurm/job_queue.ts";
import { createElementTimes, type ElementSign, noteMark, staleElements } from "../../../lib/slurm/stale_elements.ts";
import { parseElementMark, parseLaunchMark } from "../../../lib/store/mark_format.ts";

const NOW = 1_796_000_000_000;

/** The elements of job 7 that do not run, of those in these lines, by these marks. */
function find(lines: readonly string[], marks: readonly string[]) {
  const times = createElementTimes();
  for (const name of marks) noteMark(times, (parseElementMark(name) ?? parseLaunchMark(name)) as ElementSign);
  return staleElements(parseQueue(lines.join("\n")), 7, times, { now: NOW, patience: 60_000 });
}

function stale(lines: readonly string[], marks: readonly string[]): readonly number[] {
  return find(lines, marks).left;
}

const ago = (seconds: number) => NOW / 1_000 - seconds;

Deno.test("an element that has left, and that is listed as running a minute later, has ended", () => {
  assertEquals(stale(["9|7|2|RUNNING|5:00|n0|None|vit"], [`left.2.${ago(61)}`]), [2]);
  assertEquals(stale(["9|7|2|RUNNING|1:01|n0|None|vit"], [`start.0.1.${ago(61)}.2.n0`, `left.2.${ago(61)}`]), [2]);
  assertEquals(stale(["9|7|2|RUNNING|1-02:03:04|n0|None|vit"], [`left.2.${ago(61)}`, `left.2.${ago(9_000)}`]), [2]);
});

Deno.test("an element lives that has just left, that has started again, or that is in any other state", () => {
  assertEquals(stale(["9|7|2|RUNNING|5:00|n0|None|vit"], []), []);
  assertEquals(stale(["9|7|2|RUNNING|5:00|n0|None|vit"], [`left.2.${ago(59)}`]), [], "Slurm may not have noticed");
  assertEquals(stale(["9|7|2|RUNNING|1:00|n0|None|vit"], [`left.2.${ago(70)}`]), [], "requeued");
  assertEquals(stale(["9|7|2|RUNNING|INVALID|n0|None|vit"], [`left.2.${ago(70)}`]), []);
  const again = [`start.0.2.${ago(63)}.2.n0`, `left.2.${ago(70)}`];
  assertEquals(stale(["9|7|2|RUNNING|5:00|n0|None|vit"], again), [], "a run has started since");
  for (const state of ["PENDING", "COMPLETING", "REQUEUED", "NEW_STATE"]) {
    assertEquals(stale([`9|7|2|${state}|5:00|n0|None|vit`], [`left.2.${ago(61)}`]), [], state);
  }
  assertEquals(stale(["9|7|2|RUNNING|5:00|n0|None|vit"], [`left.3.${ago(61)}`]), [], "another element");
});

Deno.test("an element that is listed as running for minutes, and has made no mark since, may have been forgotten", () => {
  const unstarted = (line: string, ...marks: string[]) => find([line], marks).unstarted;
  assertEquals(unstarted("9|7|2|RUNNING|5:00|n0|None|vit"), [2]);
  assertEquals(unstarted("9|7|2|RUNNING|5:00|n0|None|vit", `left.2.${ago(400)}`, `start.0.1.${ago(410)}.2.n0`), [2]);
  assertEquals(unstarted("9|7|2|RUNNING|4:59|n0|None|vit"), [], "its prolog may be slow");
  assertEquals(unstarted("9|7|2|CONFIGURING|5:00|n0|None|vit"), []);
  assertEquals(unstarted("9|7|2|RUNNING|5:00|n0|None|vit", `start.0.1.${ago(300)}.2.n0`), []);
  assertEquals(unstarted("9|7|2|RUNNING|5:00|n0|None|vit", `left.2.${ago(300)}`), []);
});
