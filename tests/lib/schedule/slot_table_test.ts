import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  createFreeSlots,
  createSlotTable,
  freeSlot,
  runIn,
  runsIn,
  takeSlot,
  withRun,
} from "../../../lib/schedule/slots.ts";

Deno.test("a slot table is a map from slots to values, and never changes", () => {
  const change = fc.tuple(fc.integer({ min: 0, max: 1_100 }), fc.option(fc.nat(), { nil: undefined }));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_100 }),
      fc.array(change, { size: "max", maxLength: 100 }),
      (count, changes) => {
        const values = Array.from({ length: count }, (_, slot) => ({ value: slot }));
        const first = createSlotTable(values);
        const expected = new Map(values.entries());
        let table = first;
        for (const [slot, value] of changes) {
          const run = value === undefined ? undefined : { value };
          table = withRun(table, slot, run);
          if (run === undefined) expected.delete(slot);
          else expected.set(slot, run);
          assertEquals(runIn(table, slot), run);
        }
        assertEquals(table.size, expected.size);
        assertEquals([...runsIn(table)], [...expected].sort(([a], [b]) => a - b));
        assertEquals([...runsIn(first)], [...values.entries()]);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("free slots are taken from the last one that was freed on, then those that were never in use", () => {
  let free = createFreeSlots(2, 5);
  const take = () => {
    const [slot, rest] = takeSlot(free);
    free = rest;
    return slot;
  };
  assertEquals([take(), take()], [2, 3]);
  free = freeSlot(freeSlot(free, 2), 3);
  assertEquals([free.count, take(), take(), take(), free.count], [3, 3, 2, 4, 0]);
});
