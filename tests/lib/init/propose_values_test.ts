import { assertEquals } from "@std/assert";
import type { TrainerOption } from "../../../lib/init/trainer_help.ts";
import { proposeValues } from "../../../lib/init/write_grid.ts";

function option(name: string, rest: Partial<TrainerOption>): TrainerOption {
  return { name, aliases: [], takes: { kind: "value" }, description: "", isRequired: false, ...rest };
}

function values(name: string, value: string) {
  return proposeValues(option(name, { default: value }))?.values.join(" ");
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
  const proposal = proposeValues(option("optimizer", { choices: ["sgd", "no", "1", "a b"] }))!;
  assertEquals(proposal.values, ["sgd", '"no"', "1", '"a b"']);
  const rank = (name: string) => proposeValues(option(name, { default: "4" }))?.rank;
  assertEquals([rank("lr")! < rank("batch-size")!, rank("epochs")], [true, undefined]);
});

Deno.test("proposeValues() switches a boolean, doubles the sizes in a list, and knows learning rates without a default", () => {
  const flag = option("use-bn", { takes: { kind: "boolean", style: "flag" } });
  assertEquals([proposeValues(flag)!.values, proposeValues(flag)!.rank], [["false", "true"], undefined]);
  assertEquals(proposeValues({ ...flag, name: "eval" }), undefined);
  const layers = option("layers", { takes: { kind: "list", style: "spaces" }, default: ["64", "32"] });
  assertEquals(proposeValues(layers)!.values, ["[64, 32]", "[128, 64]"]);
  assertEquals(proposeValues({ ...layers, default: ["0.9", "0.999"] }), undefined);
  assertEquals(proposeValues(option("optim.lr", {}))!.values, ["0.001", "0.01", "0.1"]);
  assertEquals(proposeValues(option("lr", { takes: { kind: "truthy" } })), undefined);
});
