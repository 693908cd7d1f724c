import { assertEquals } from "@std/assert";
import { argumentStyles } from "../../../lib/init/argument_styles.ts";
import type { Takes, TrainerOption } from "../../../lib/init/trainer_help.ts";

function styles(all: Readonly<Record<string, Takes>>, proposed = Object.keys(all)) {
  const options = Object.entries(all).map(([name, takes]): TrainerOption => ({
    ...{ name, takes, aliases: [], description: "", isRequired: false },
  }));
  return argumentStyles(options, new Set(proposed));
}

const flag: Takes = { kind: "boolean", style: "flag" };
const spaces: Takes = { kind: "list", style: "spaces" };

Deno.test("argumentStyles() has the style of most options, and names those that differ", () => {
  assertEquals(styles({ lr: { kind: "value" } }), undefined);
  assertEquals(styles({ a: { kind: "boolean", style: "value" }, b: { kind: "list", style: "json" } }), undefined);
  assertEquals(styles({ a: flag, b: spaces }), "{ booleans: flag, lists: spaces }");
  const mixed: Record<string, Takes> = {
    a: flag,
    b: flag,
    "c.d": { kind: "boolean", style: "no-flag" },
    e: spaces,
    no: { kind: "list", style: "repeat" },
  };
  assertEquals(
    styles(mixed),
    '{ booleans: flag, lists: spaces, keys: { c.d: { booleans: no-flag }, "no": { lists: repeat } } }',
  );
  assertEquals(styles(mixed, ["a"]), "{ booleans: flag, lists: spaces }");
});
