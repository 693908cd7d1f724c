import { assertEquals } from "@std/assert";
import { proposeValues } from "../../../lib/init/write_grid.ts";

function values(name: string, value: string) {
  return proposeValues({ name, default: value, description: "" })?.values.join(" ");
}

Deno.test("proposeValues() goes around a number by factors, and stays between 0 and 1", () => {
  assertEquals(values("lr", "0.01"), "0.001 0.01 0.1");
  assertEquals(values("lr", "5e-05"), "0.000005 0.00005 0.0005");
  assertEquals(values("lr", "1e-7"), "1.0e-8 1.0e-7 0.000001");
  assertEquals(values("momentum", ".9"), "0.45 0.9 0.95");
  assertEquals(values("alpha", "1.0"), "0.5 1.0 2.0");
  assertEquals(values("batch-size", "64"), "32 64 128");
  assertEquals(values("layers", "1"), "1 2");
});

Deno.test("proposeValues() proposes nothing for what is no parameter of a model, or has no number", () => {
  for (const [name, value] of [["num-workers", "4"], ["gpu", "0"], ["log_interval", "10"], ["port", "80"]] as const) {
    assertEquals(values(name, value), undefined, name);
  }
  assertEquals(values("lr", "auto"), undefined);
  assertEquals(values("dropout", "0.0"), undefined);
  assertEquals(values("lr", ""), undefined);
});

Deno.test("proposeValues() takes choices, quotes those that YAML reads as something else, and ranks what matters", () => {
  const proposal = proposeValues({ name: "optimizer", choices: ["sgd", "no", "1", "a b"], description: "" })!;
  assertEquals(proposal.values, ["sgd", '"no"', "1", '"a b"']);
  const rank = (name: string) => proposeValues({ name, default: "4", description: "" })?.rank;
  assertEquals([rank("lr")! < rank("batch-size")!, rank("epochs")], [true, undefined]);
});
