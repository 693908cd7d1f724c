import { assertEquals } from "@std/assert";
import { parseQueue } from "../../../lib/slurm/job_queue.ts";
import { createElementTimes, type ElementSign, noteMark, staleElements } from "../../../lib/slurm/stale_elements.ts";
import { parseElementMark, parseLaunchMark } from "../../../lib/store/mark_format.ts";

const NOW = 1_796_000_000_000;

/** The elements of job 7 that have ended, of those in these lines, by these marks. */
function stale(lines: readonly string[], marks: readonly string[]): number[] {
  const times = createElementTimes();
  for (const name of marks) noteMark(times, (parseElementMark(name) ?? parseLaunchMark(name)) as ElementSign);
  return staleElements(parseQueue(lines.join("\n")), 7, times, { now: NOW, patience: 60_000 });
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
