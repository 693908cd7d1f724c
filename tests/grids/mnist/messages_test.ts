import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { createMlp } from "../../../grids/mnist/mlp.ts";
import { saveCheckpoint } from "../../../grids/mnist/checkpoint.ts";
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
    [{ model: 3 }, 'mlp.yaml: cannot read "model" as it must be a map: current value is 3'],
    [{ training: undefined, trainnig: {} }, 'mlp.yaml: cannot find "training": is "trainnig" meant to be it?'],
    [{ "model.name": "CNN" }, 'mlp.yaml: cannot use "model.name" as it must be MLP: current value is "CNN"'],
    [{ "model.depth": -1 }, '"model.depth" as it must be an integer from 0 to 100: current value is -1'],
    [{ "model.width": 1.5 }, '"model.width" as it must be an integer from 1 to 10000: current value is 1.5'],
    [{ "model.width": "64" }, '"model.width" as it must be an integer from 1 to 10000: current value is "64"'],
    [
      { "model.activation": "rellu" },
      '"model.activation" as it must be relu or elu or tanh or sigmoid: current value is "rellu", did you mean relu?',
    ],
    [{ "model.activation": "constructor" }, '"model.activation" as it must be relu or elu or tanh or sigmoid'],
    [{ "model.dropout": 1 }, '"model.dropout" as it must be a number from 0 up to, not including, 1'],
    [{ "model.widht": 3 }, 'mlp.yaml: cannot use "model.widht" as there is no such key here: did you mean "width"?'],
    [{ "model.colour": 3 }, "known are name, depth, width, activation, dropout"],
    [{ "model.width": undefined }, 'mlp.yaml: cannot find "model.width"'],
    [{ "model.width": undefined, "model.widht": 3 }, 'cannot find "model.width": is "widht" meant to be it?'],
    [{ "training.problem.name": "CIFAR" }, '"training.problem.name" as it must be MNIST: current value is "CIFAR"'],
    [{ "training.problem.size": 59_701 }, '"training.problem.size" as it must be an integer from 1 to 59700'],
    [{ "training.problem.siez": 3 }, '"training.problem.siez" as there is no such key here: did you mean "size"?'],
    [{ "validation.problem.size": 60_000 }, '"validation.problem.size" as it must be an integer from 1 to 59999'],
    [{ "testing.problem.size": 10_001 }, '"testing.problem.size" as it must be an integer from 1 to 10000'],
    [
      { "training.batch_size": 0 },
      '"training.batch_size" as it must be an integer from 1 to 10000: current value is 0',
    ],
    [{ "training.epochs": 0 }, '"training.epochs" as it must be an integer from 1 to 1000000: current value is 0'],
    [{ "training.logging_interval": 0 }, '"training.logging_interval" as it must be an integer from 1'],
    [{ "training.optimizer": "SGD" }, '"training.optimizer" as it must be a map: current value is "SGD"'],
    [
      { "training.optimizer.name": "adam" },
      '"training.optimizer.name" as it must be SGD or Adam: current value is "adam", did you mean Adam?',
    ],
    [
      { "training.optimizer.lr": 0 },
      '"training.optimizer.lr" as it must be a number greater than 0: current value is 0',
    ],
    [{ "training.optimizer.lr": Infinity }, "current value is Infinity"],
    [{ "training.optimizer.lr": "fast" }, 'current value is "fast"'],
    [{ "training.optimizer.momentum": 1 }, '"training.optimizer.momentum" as it must be a number from 0'],
    [
      { "training.optimizer.weight_decay": -1 },
      '"training.optimizer.weight_decay" as it must be a number, 0 or greater',
    ],
    [{ "training.optimizer.nesterov": true }, '"training.optimizer.nesterov" as there is no such key here: known are'],
    [{ "training.optimizer.name": "Adam" }, '"training.optimizer.momentum" as there is no such key here'],
    [
      { "training.optimizer": { name: "Adam", lr: 1, betas: [0.9] } },
      '"training.optimizer.betas" as it must be a list of a number from 0 up to, not including, 1, a number',
    ],
    [{ "training.optimizer": { name: "Adam", lr: 1, eps: 0 } }, '"training.optimizer.eps" as it must be'],
    [{ "model.width": 10_000, "model.depth": 100 }, "cannot make a model this large as it would take"],
    [{ "training.optimizer.lr": 1e30 }, "training diverged in epoch 1: the loss is NaN"],
  ] as const
) {
  const given = JSON.stringify(changes, (_key, value) => value === undefined ? "(nothing)" : value);
  Deno.test(`train.ts, given ${given}, says: ${message}`, async () => {
    assertFailsWith(await trainWith(change(tinyConfiguration(), changes)), message);
  });
}

for (
  const [what, text, message] of [
    ["is empty", "", "mlp.yaml: cannot read as it must be a map of sections"],
    ["is a list", "- 1", "mlp.yaml: cannot read as it must be a map of sections"],
    ["is no YAML", "model: [", "mlp.yaml: cannot read the configuration: "],
  ] as const
) {
  Deno.test(`train.ts says so when the configuration ${what}`, async () => {
    assertFailsWith(await trainWith(text), message);
  });
}

for (const seed of ["-1", "2147483648", "1.5", "x", "99999999999999999999"]) {
  Deno.test(`train.ts refuses the seed ${seed}`, async () => {
    const message = `cannot use --seed as it must be an integer from 0 to 2147483647: current value is "${seed}"`;
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
  Deno.test(`train.ts, called with ${JSON.stringify(args)}, says: ${message}`, async () => {
    assertFailsWith(await runScript("train.ts", args), message);
  });
}

Deno.test("train.ts names the directory that it cannot write to", async () => {
  using root = temporaryDirectory();
  const config = join(root.path, "mlp.yaml");
  Deno.writeTextFileSync(config, tinyConfiguration());
  const ended = await runScript("train.ts", ["--config", config, "--out", "/dev/null/run", "--seed", "1"]);
  assertFailsWith(ended, "/dev/null/run/models: cannot make the directory");
});

for (
  const [what, damage, message] of [
    ["is missing", (path: string) => Deno.removeSync(path), "cannot read the model: No such file"],
    ["is cut off", (path: string) => Deno.truncateSync(path, 10_000), "as its values are cut off"],
    ["is no model", (path: string) => Deno.writeTextFileSync(path, "no model"), "as it is no safetensors file"],
    [
      "has other layers",
      (path: string) => saveModel(path, [784, 32, 10]),
      'it is not the configuration\'s: tensor "layers.0.weight" must be 784 × 16: it is 784 × 32',
    ],
    [
      "has fewer layers",
      (path: string) => saveModel(path, [784, 10]),
      'tensor "layers.0.weight" must be 784 × 16: it is 784 × 10',
    ],
    [
      "has more layers",
      (path: string) => saveModel(path, [784, 16, 10, 10]),
      'there must be 4 tensors: it is also "layers.2.weight"',
    ],
    [
      "has another activation",
      (path: string) => saveModel(path, [784, 16, 10], "tanh"),
      "the activation must be relu: it is tanh",
    ],
  ] as const
) {
  Deno.test(`test.ts says so when the model ${what}`, async () => {
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
