/** Reads and checks the command line and the configuration file. Mistakes end a script with one line, without a stack trace. */
import { parseArgs } from "node:util";
import { parse } from "@std/yaml";

/** What a key may contain. A key without a default is required. */
interface Rule<Value> {
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
  readonly default?: Value;
}

const positive = number("a number > 0", (value) => value > 0 && value < Infinity);
const notNegative = number("a number ≥ 0", (value) => value >= 0 && value < Infinity);
const fraction = number("a number ≥ 0 and < 1", (value) => value >= 0 && value < 1);

const rules = {
  "model.name": choice("MLP"),
  "model.depth": integer(0, 100),
  "model.width": integer(1, 10_000),
  "model.activation": choice("relu", "elu", "tanh", "sigmoid"),
  "model.dropout": { ...fraction, default: 0 },
  "training.problem.name": choice("MNIST"),
  "training.problem.size": { ...integer(1, 59_999), default: 55_000 },
  "training.batch_size": integer(1, 10_000),
  "training.epochs": integer(1, 1_000_000),
  "training.optimizer.name": choice("SGD"),
  "training.optimizer.lr": positive,
  "training.optimizer.momentum": { ...fraction, default: 0 },
  "training.optimizer.weight_decay": { ...notNegative, default: 0 },
  "training.logging_interval": { ...integer(1, 1_000_000), default: 100 },
  "validation.problem.name": choice("MNIST"),
  "validation.problem.size": { ...integer(1, 59_999), default: 5_000 },
  "testing.problem.name": choice("MNIST"),
  "testing.problem.size": { ...integer(1, 10_000), default: 10_000 },
} satisfies Record<string, Rule<unknown>>;

/** The values of all keys, by the dotted names that `grid_axes` uses. */
export type Configuration = {
  readonly [Key in keyof typeof rules]: (typeof rules)[Key] extends Rule<infer Value> ? Value : never;
};

/** An error that the user can fix. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** Reads a configuration file, and fills in defaults. */
export function readConfiguration(path: string): Configuration {
  const given = readValues(path);
  const unknown = given.keys().find((key) => !Object.hasOwn(rules, key));
  if (unknown !== undefined) {
    throw new UserError(`${path}: unknown key "${unknown}", expected one of ${Object.keys(rules).join(", ")}`);
  }
  const values: Record<string, unknown> = {};
  for (const [key, rule] of Object.entries<Rule<unknown>>(rules)) {
    const value = values[key] = given.has(key) ? given.get(key) : rule.default;
    if (value === undefined) throw new UserError(`${path}: "${key}" is missing: expected ${rule.expected}`);
    if (rule.fits(value)) continue;
    const shown = typeof value === "number" ? value : JSON.stringify(value);
    throw new UserError(`${path}: "${key}": expected ${rule.expected}, got ${shown}`);
  }
  return values as Configuration;
}

/** Reads the flags of a command line, all of which are required. */
export function readFlags<Flag extends string>(...flags: Flag[]): Record<Flag, string> {
  const { values } = parseArgs({ options: Object.fromEntries(flags.map((flag) => [flag, { type: "string" }])) });
  const missing = flags.find((flag) => !values[flag]);
  if (missing) throw new UserError(`--${missing} is missing, expected ${flags.map((flag) => `--${flag} …`).join(" ")}`);
  return values as Record<Flag, string>;
}

/** Runs the main function of a script. */
export function runScript(main: () => void): void {
  try {
    main();
  } catch (error) {
    // Those of the system, such as a file that does not exist, and of wrong flags have a code.
    if (!(error instanceof Error && (error instanceof UserError || "code" in error))) throw error;
    Deno.stderr.writeSync(new TextEncoder().encode(`error: ${error.message.split("\n", 1)[0]}\n`));
    Deno.exitCode = 1;
  }
}

// All values of the file by their dotted keys.
function readValues(path: string): Map<string, unknown> {
  const text = Deno.readTextFileSync(path);
  let root: unknown;
  try {
    root = parse(text);
  } catch (cause) {
    throw new UserError(`${path}: not valid YAML: ${(cause as Error).message}`, { cause });
  }
  if (!isMap(root)) throw new UserError(`${path}: expected a map of sections`);
  return new Map(flatten(root));
}

function flatten(value: unknown, key = ""): [string, unknown][] {
  if (!isMap(value)) return [[key, value]];
  return Object.entries(value).flatMap(([name, child]) => flatten(child, key === "" ? name : `${key}.${name}`));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function choice<Name extends string>(...names: Name[]): Rule<Name> {
  return { expected: names.join(" or "), fits: (value) => names.some((name) => name === value) };
}

function integer(minimum: number, maximum: number): Rule<number> {
  const fits = (value: number) => Number.isInteger(value) && value >= minimum && value <= maximum;
  return number(`an integer from ${minimum} to ${maximum}`, fits);
}

function number(expected: string, fits: (value: number) => boolean): Rule<number> {
  return { expected, fits: (value) => typeof value === "number" && fits(value) };
}
