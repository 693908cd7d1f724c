import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { saveCheckpoint } from "../../../grids/mnist/checkpoint.ts";
import { createMlp } from "../../../grids/mnist/mlp.ts";
import { change, type Ended, runScript, temporaryDirectory, tinyConfiguration } from "./run_script.ts";

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
    [{ model: 3 }, 'mlp.yaml: "model": expected a map, got 3'],
    [{ training: undefined, trainnig: {} }, 'mlp.yaml: "training" is missing: is it misspelled as "trainnig"?'],
    [{ "model.name": "CNN" }, 'mlp.yaml: "model.name": expected MLP, got "CNN"'],
    [{ "model.depth": -1 }, '"model.depth": expected an integer from 0 to 100, got -1'],
    [{ "model.width": 1.5 }, '"model.width": expected an integer from 1 to 10000, got 1.5'],
    [{ "model.width": "64" }, '"model.width": expected an integer from 1 to 10000, got "64"'],
    [
      { "model.activation": "rellu" },
      '"model.activation": expected relu or elu or tanh or sigmoid, got "rellu", did you mean relu?',
    ],
    [{ "model.activation": "constructor" }, '"model.activation": expected relu or elu or tanh or sigmoid'],
    [{ "model.dropout": 1 }, '"model.dropout": expected a number ≥ 0 and < 1'],
    [{ "model.widht": 3 }, 'mlp.yaml: unknown key "model.widht", did you mean "width"?'],
    [{ "model.colour": 3 }, "expected one of name, depth, width, activation, dropout"],
    [{ "model.width": undefined }, 'mlp.yaml: "model.width" is missing'],
    [{ "model.width": undefined, "model.widht": 3 }, '"model.width" is missing: is it misspelled as "widht"?'],
    [{ "training.problem.name": "CIFAR" }, '"training.problem.name": expected MNIST, got "CIFAR"'],
    [{ "training.problem.size": 59_701 }, '"training.problem.size": expected an integer from 1 to 59700'],
    [{ "training.problem.siez": 3 }, 'unknown key "training.problem.siez", did you mean "size"?'],
    [{ "validation.problem.size": 60_000 }, '"validation.problem.size": expected an integer from 1 to 59999'],
    [{ "testing.problem.size": 10_001 }, '"testing.problem.size": expected an integer from 1 to 10000'],
    [
      { "training.batch_size": 0 },
      '"training.batch_size": expected an integer from 1 to 10000, got 0',
    ],
    [{ "training.epochs": 0 }, '"training.epochs": expected an integer from 1 to 1000000, got 0'],
    [{ "training.logging_interval": 0 }, '"training.logging_interval": expected an integer from 1'],
    [{ "training.optimizer": "SGD" }, '"training.optimizer": expected a map, got "SGD"'],
    [
      { "training.optimizer.name": "adam" },
      '"training.optimizer.name": expected SGD or Adam, got "adam", did you mean Adam?',
    ],
    [
      { "training.optimizer.lr": 0 },
      '"training.optimizer.lr": expected a number > 0, got 0',
    ],
    [{ "training.optimizer.lr": Infinity }, "got Infinity"],
    [{ "training.optimizer.lr": "fast" }, 'got "fast"'],
    [{ "training.optimizer.momentum": 1 }, '"training.optimizer.momentum": expected a number ≥ 0'],
    [
      { "training.optimizer.weight_decay": -1 },
      '"training.optimizer.weight_decay": expected a number ≥ 0',
    ],
    [{ "training.optimizer.nesterov": true }, 'unknown key "training.optimizer.nesterov": expected one of'],
    [{ "training.optimizer.name": "Adam" }, 'unknown key "training.optimizer.momentum"'],
    [
      { "training.optimizer": { name: "Adam", lr: 1, betas: [0.9] } },
      '"training.optimizer.betas": expected a list of a number ≥ 0 and < 1, a number',
    ],
    [{ "training.optimizer": { name: "Adam", lr: 1, eps: 0 } }, '"training.optimizer.eps": expected'],
    [{ "model.width": 10_000, "model.depth": 100 }, "model too large: needs"],
    [{ "training.optimizer.lr": 1e30 }, "training diverged in epoch 1: the loss is NaN"],
  ] as const
) {
  const given = JSON.stringify(changes, (_key, value) => value === undefined ? "(nothing)" : value);
  Deno.test(`train.ts with ${given} reports: ${message}`, async () => {
    assertFailsWith(await trainWith(change(tinyConfiguration(), changes)), message);
  });
}

for (
  const [what, text, message] of [
    ["is empty", "", "mlp.yaml: expected a map of sections"],
    ["is a list", "- 1", "mlp.yaml: expected a map of sections"],
    ["is not valid YAML", "model: [", "mlp.yaml: cannot read the configuration: "],
  ] as const
) {
  Deno.test(`train.ts reports an error if the configuration ${what}`, async () => {
    assertFailsWith(await trainWith(text), message);
  });
}

for (const seed of ["-1", "2147483648", "1.5", "x", "99999999999999999999"]) {
  Deno.test(`train.ts rejects the seed ${seed}`, async () => {
    const message = `--seed: expected an integer from 0 to 2147483647, got "${seed}"`;
    const ended = await runScript("train.ts", [`--seed=${seed}`, "--config=mlp.yaml", "--out=/nowhere"]);
    assertFailsWith(ended, message);
  });
}

for (
  const [args, message] of [
    [[], "--config is missing: usage: deno run -A train.ts --config FILE --out DIR --seed N"],
    [["--config", "x", "--seed", "1"], "--out is missing"],
    [["--sed", "1"], "Unknown option '--sed': usage: "],
    [["--seed"], "argument missing: usage: "],
    [["surplus"], "Unexpected argument 'surplus'"],
    [
      ["--config", "/nowhere/mlp.yaml", "--out", "/nowhere", "--seed", "1"],
      "/nowhere/mlp.yaml: cannot read the configuration",
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
  assertFailsWith(ended, "/dev/null/run/models: cannot create the directory");
});

for (
  const [what, damage, message] of [
    ["is missing", (path: string) => Deno.removeSync(path), "cannot read the model: No such file"],
    ["is truncated", (path: string) => Deno.truncateSync(path, 10_000), "values are truncated"],
    ["is not a model", (path: string) => Deno.writeTextFileSync(path, "no model"), "not a safetensors file"],
    [
      "has other layers",
      (path: string) => saveModel(path, [784, 32, 10]),
      'does not match the configuration: expected tensor "layers.0.weight" of shape 784 × 16, got 784 × 32',
    ],
    [
      "has fewer layers",
      (path: string) => saveModel(path, [784, 10]),
      'expected tensor "layers.0.weight" of shape 784 × 16, got 784 × 10',
    ],
    [
      "has more layers",
      (path: string) => saveModel(path, [784, 16, 10, 10]),
      'expected 4 tensors, got another one, "layers.2.weight"',
    ],
    [
      "has another activation",
      (path: string) => saveModel(path, [784, 16, 10], "tanh"),
      "expected activation relu, got tanh",
    ],
  ] as const
) {
  Deno.test(`test.ts reports an error if the model ${what}`, async () => {
    using root = temporaryDirectory();
    const config = join(root.path, "mlp.yaml");
    const checkpoint = join(root.path, "model.safetensors");
    Deno.writeTextFileSync(config, tinyConfiguration());
    saveModel(checkpoint, [784, 16, 10]);
    damage(checkpoint);
    const ended = await runScript("test.ts", ["--config", config, "--checkpoint", checkpoint, "--out", root.path]);
    assertFailsWith(ended, message);
    assertStringIncludes(ended.stderr, `${checkpoint}: cannot `);
  });
}

function saveModel(path: string, units: readonly number[], activation: "relu" | "tanh" = "relu"): void {
  saveCheckpoint(path, createMlp({ units, activation }, 1), {});
}
