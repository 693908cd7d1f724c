import { assertEquals } from "@std/assert";
import { estimateLeft } from "../../../lib/status/eta.ts";

const NOTHING = { ended: 2, spent: 20, pending: 0, known: 0, running: [], concurrent: 2 };

Deno.test("runs take as long as others of their configuration, or as those that have ended took on average", () => {
  assertEquals(estimateLeft({ ...NOTHING, pending: 4 }), 20);
  assertEquals(estimateLeft({ ...NOTHING, known: 100 }), 50);
  assertEquals(estimateLeft({ ...NOTHING, running: [{ elapsed: 4 }] }), 6);
  assertEquals(estimateLeft({ ...NOTHING, running: [{ elapsed: 4, expected: 30 }] }), 26);
  assertEquals(estimateLeft({ ...NOTHING, pending: 1, known: 20, running: [{ elapsed: 0 }, { elapsed: 4 }] }), 23);
});

Deno.test("there is no estimate without a basis", () => {
  assertEquals(estimateLeft({ ...NOTHING, ended: 0, spent: 0, pending: 4 }), undefined);
  assertEquals(estimateLeft(NOTHING), undefined);
  assertEquals(estimateLeft({ ...NOTHING, running: [{ elapsed: 11 }] }), undefined);
});
