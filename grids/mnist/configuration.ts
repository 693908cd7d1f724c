/** Reads and checks the configuration of the MNIST example. */
import { parse } from "@std/yaml";
import { type ActivationName, activations } from "./activations.ts";
import type { Architecture } from "./mlp.ts";
import { CLASSES, PIXELS } from "./mnist.ts";
import type { OptimizerConfiguration } from "./optimizers.ts";
import { type NumberRule, readSection, type Section } from "./section.ts";
import { UserError } from "./user_error.ts";

/** The contents of mlp.yaml, checked and with defaults filled in. */
export interface Configuration {
  readonly model: {
    readonly name: "MLP";
    readonly depth: number;
    readonly width: number;
    readonly activation: ActivationName;
    readonly dropout: number;
  };
  readonly training: {
    /** Number of images to train on. */
    readonly size: number;
    readonly batchSize: number;
    readonly epochs: number;
    /** Number of steps per row of statistics. */
    readonly loggingInterval: number;
    readonly optimizer: OptimizerConfiguration;
  };
  readonly validation: { readonly size: number };
  readonly testing: { readonly size: number };
}

// Number of images in MNIST's training set, which training and validation share, and in its test set.
const TRAINING_IMAGES = 60_000;
const TEST_IMAGES = 10_000;

const fraction: NumberRule = {
  description: "a number ≥ 0 and < 1",
  fits: (value) => value >= 0 && value < 1,
};
const positive: NumberRule = {
  description: "a number > 0",
  fits: (value) => value > 0 && Number.isFinite(value),
};
const notNegative: NumberRule = {
  description: "a number ≥ 0",
  fits: (value) => value >= 0 && Number.isFinite(value),
};

/**
 * Reads a configuration file.
 *
 * @throws {UserError} if it cannot be read or is invalid
 */
export function readConfiguration(path: string): Configuration {
  let root: Section;
  try {
    root = readSection(parse(Deno.readTextFileSync(path)), "", path);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const reason = (cause as Error).message.split("\n", 1)[0];
    throw new UserError(`${path}: cannot read the configuration: ${reason}`, { cause });
  }

  const model = root.section("model");
  const training = root.section("training");
  const validation = root.section("validation");
  const testing = root.section("testing");
  const validationSize = readSize(validation, TRAINING_IMAGES - 1, 5_000);
  const configuration: Configuration = {
    model: {
      name: model.choice("name", ["MLP"]),
      depth: model.number("depth", integer(0, 100)),
      width: model.number("width", integer(1, 10_000)),
      activation: model.choice("activation", Object.keys(activations) as ActivationName[]),
      dropout: model.number("dropout", fraction, 0),
    },
    training: {
      size: readSize(training, TRAINING_IMAGES - validationSize, TRAINING_IMAGES - validationSize),
      batchSize: training.number("batch_size", integer(1, 10_000)),
      epochs: training.number("epochs", integer(1, 1_000_000)),
      loggingInterval: training.number("logging_interval", integer(1, 1_000_000), 100),
      optimizer: readOptimizer(training.section("optimizer")),
    },
    validation: { size: validationSize },
    testing: { size: readSize(testing, TEST_IMAGES, TEST_IMAGES) },
  };
  for (const section of [model, training, validation, testing]) section.rejectUnknownKeys();
  return configuration;
}

/** The architecture that a configuration describes. */
export function architecture({ model }: Configuration): Architecture {
  const hidden = Array.from({ length: model.depth }, () => model.width);
  return { units: [PIXELS, ...hidden, CLASSES], activation: model.activation };
}

function readSize(section: Section, maximum: number, defaultSize: number): number {
  const problem = section.section("problem");
  problem.choice("name", ["MNIST"]);
  const size = problem.number("size", integer(1, maximum), defaultSize);
  problem.rejectUnknownKeys();
  return size;
}

function readOptimizer(section: Section): OptimizerConfiguration {
  const name = section.choice("name", ["SGD", "Adam"]);
  const lr = section.number("lr", positive);
  const weight_decay = section.number("weight_decay", notNegative, 0);
  let optimizer: OptimizerConfiguration;
  switch (name) {
    case "SGD":
      optimizer = { name, lr, weight_decay, momentum: section.number("momentum", fraction, 0) };
      break;
    case "Adam": {
      const [beta1, beta2] = section.numbers("betas", [fraction, fraction], [0.9, 0.999]);
      const eps = section.number("eps", positive, 1e-8);
      optimizer = { name, lr, weight_decay, beta1: beta1!, beta2: beta2!, eps };
    }
  }
  section.rejectUnknownKeys();
  return optimizer;
}

function integer(minimum: number, maximum: number): NumberRule {
  return {
    description: `an integer from ${minimum} to ${maximum}`,
    fits: (value) => Number.isInteger(value) && value >= minimum && value <= maximum,
  };
}
