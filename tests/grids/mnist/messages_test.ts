import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { saveModel } from "../../../grids/mnist/checkpoint.ts";
import { createMlp } from "../../../grids/mnist/mlp.ts";
import {
  change,
  type Ended,
  exampleConfiguration,
  runScript,
  temporaryDirectory,
  tinyConfiguration,
} from "./run_script.ts";

function assertFailsWith({ code, stderr }: Ended, message: string): void {
  assertStringIncludes(stderr, message);
  assertEquals(code, 1);
  assert(/^error: [^\n]*\n$/.test(stderr), `one line, no stack trace: ${stderr}`);
}

async function trainWith(configuration: string, seed = "1"): Promise<Ended> {
  using root = temporaryDirectory();
  const config = join(root.path, "mlp.yaml");
  Deno.writeTextFileSync(config, configuration);
  const ended = await runScript("train.ts", ["--config", config, "--out", root.path, "--seed", seed]);
  return { ...ended, stderr: ended.stderr.replaceAll(`${root.path}/`, "") };
}

for (
  const [changes, message] of [
    [{ model: 3 }, 'mlp.yaml: unknown key "model", expected one of model.name, model.depth, '],
    [{ "model.name": "CNN" }, 'mlp.yaml: "model.name": expected MLP, got "CNN"'],
    [{ "model.depth": -1 }, '"model.depth": expected an integer from 0 to 100, got -1'],
    [{ "model.width": 1.5 }, '"model.width": expected an integer from 1 to 10000, got 1.5'],
    [{ "model.width": "64" }, '"model.width": expected an integer from 1 to 10000, got "64"'],
    [{ "model.activation": "rellu" }, '"model.activation": expected relu or elu or tanh or sigmoid, got "rellu"'],
    [{ "model.activation": "constructor" }, '"model.activation": expected relu or elu or tanh or sigmoid'],
    [{ "model.dropout": 1 }, '"model.dropout": expected a number ≥ 0 and < 1, got 1'],
    [{ "model.widht": 3 }, 'mlp.yaml: unknown key "model.widht", expected one of '],
    [{ "model.width": undefined }, 'mlp.yaml: "model.width" is missing: expected an integer from 1 to 10000'],
    [{ "training.problem.size": 59_701 }, "training.problem.size: expected at most 59700"],
    [{ "validation.problem.size": 60_000 }, '"validation.problem.size": expected an integer from 1 to 59999'],
    [{ "testing.problem.size": 10_001 }, '"testing.problem.size": expected an integer from 1 to 10000'],
    [{ "training.epochs": 0 }, '"training.epochs": expected an integer from 1 to 1000000, got 0'],
    [{ "training.optimizer.name": "Adam" }, '"training.optimizer.name": expected SGD, got "Adam"'],
    [{ "training.optimizer.lr": 0 }, '"training.optimizer.lr": expected a number > 0, got 0'],
    [{ "training.optimizer.lr": Infinity }, "got Infinity"],
    [{ "training.optimizer.lr": null }, "expected a number > 0, got null"],
    [{ "training.optimizer.weight_decay": [1] }, '"training.optimizer.weight_decay": expected a number ≥ 0, got [1]'],
    [{ "model.width": 10_000, "model.depth": 100 }, "model too large: expected at most 100000000 parameters, got "],
    [{ "training.optimizer.lr": 1e30 }, "training diverged: the loss is "],
  ] as const
) {
  const given = JSON.stringify(changes, (_key, value) => value === undefined ? "(nothing)" : value);
  Deno.test(`train.ts with ${given} reports: ${message}`, async () => {
    assertFailsWith(await trainWith(change(tinyConfiguration(), changes)), message);
  });
}

for (
  const [what, text, message] of [
    ["is empty", "", "expected a map of sections"],
    ["is a list", "- 1", "expected a map of sections"],
    ["is not valid YAML", "model: [", "not valid YAML: "],
  ] as const
) {
  Deno.test(`train.ts reports an error if the configuration ${what}`, async () => {
    assertFailsWith(await trainWith(text), `mlp.yaml: ${message}`);
  });
}

for (const seed of ["-1", "2147483648", "1.5", "x"]) {
  Deno.test(`train.ts rejects the seed ${seed}`, async () => {
    const message = `--seed: expected an integer from 0 to 2147483647, got "${seed}"`;
    const ended = await runScript("train.ts", [`--seed=${seed}`, "--config=mlp.yaml", "--out=/nowhere"]);
    assertFailsWith(ended, message);
  });
}

for (
  const [args, message] of [
    [[], "--config is missing, expected --config … --out … --seed …"],
    [["--config", "x", "--seed", "1"], "--out is missing"],
    [["--sed", "1"], "Unknown option '--sed'"],
    [["--seed"], "argument missing"],
    [["surplus"], "Unexpected argument 'surplus'"],
    [
      ["--config", "/nowhere/mlp.yaml", "--out", "/nowhere", "--seed", "1"],
      "No such file or directory (os error 2): readfile '/nowhere/mlp.yaml'",
    ],
  ] as const
) {
  Deno.test(`train.ts with arguments ${JSON.stringify(args)} reports: ${message}`, async () => {
    assertFailsWith(await runScript("train.ts", args), message);
  });
}

Deno.test("train.ts names a directory that it cannot write to", async () => {
  using root = temporaryDirectory();
  const config = join(root.path, "mlp.yaml");
  Deno.writeTextFileSync(config, tinyConfiguration());
  const ended = await runScript("train.ts", ["--config", config, "--out", "/dev/null/run", "--seed", "1"]);
  assertFailsWith(ended, "Not a directory (os error 20): mkdir '/dev/null/run/models'");
});

Deno.test("test.ts reports an error if the model does not match the configuration", async () => {
  using root = temporaryDirectory();
  const config = join(root.path, "mlp.yaml");
  const checkpoint = join(root.path, "model.safetensors");
  Deno.writeTextFileSync(config, tinyConfiguration());
  saveModel(checkpoint, createMlp(exampleConfiguration({ "model.width": 32 })), {});
  const ended = await runScript("test.ts", ["--config", config, "--checkpoint", checkpoint, "--out", root.path]);
  assertFailsWith(ended, `${checkpoint}: the model does not match the configuration: expected units 784-16-10`);
});
