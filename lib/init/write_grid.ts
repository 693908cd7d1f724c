/** Writes a first grid file for a user. */
import { hint, portableProgram, type Program } from "../messages/hint.ts";
import { printable } from "../messages/printable.ts";
import { shellQuote } from "../messages/text.ts";
import type { TrainerHelp, TrainerOption } from "./parse_help.ts";

/** What the grid file is written for. */
export interface NewGrid {
  /** How the user calls this program. */
  readonly program: Program;
  /** The name of the grid file. */
  readonly file: string;
  /** The trainer, as the command names it; absent if there is none yet. */
  readonly script?: string;
  /** Its command line, if it is known. */
  readonly help?: TrainerHelp;
  /** The path or address of the JSON Schema of grid files. */
  readonly schema: string;
}

const MAX_AXES = 2;
const MAX_COMMENT = 60;
const SEED = /^(?:random|manual|global)?[-_]?seed$/i;
const OUT =
  /^(?:out|output|(?:out|output|save|run|results?|exp|experiment|log|checkpoint|ckpt|work)[-_]?(?:dir|directory|folder))$/i;

export function gridText({ program, file, script, help, schema }: NewGrid): string {
  const command = (name: string) => hint(portableProgram(program), name, [file]);
  const options = help?.options ?? [];
  const seed = options.find(({ name }) => SEED.test(name))?.name;
  // `--output model.pt` is a file.
  const out = options.find(({ name, default: value = "" }) => OUT.test(name) && !/\.\w+$/.test(value))?.name;
  const proposals = options.filter(({ name }) => name !== seed && name !== out).flatMap((option) =>
    proposeValues(option) ?? []
  );
  const chosen = new Set(
    proposals.filter(({ rank }) => rank !== undefined).sort((a, b) => a.rank! - b.rank!).slice(0, MAX_AXES),
  );
  const others = proposals.filter((proposal) => !chosen.has(proposal));
  return [
    `# yaml-language-server: $schema=${schema}`,
    `# A grid of experiments. ${command("try")} tries the first one, ${command("run")} runs all.`,
    "",
    "# Each combination of these values is an experiment.",
    ...axes([...chosen], script === undefined),
    ...(others.length === 0 ? [] : ["", "  # Also possible:", ...others.map((other) => `  # ${axis(other)}`)]),
    "",
    "grid_settings:",
    "  # {args} are the values of the axes, such as --lr=0.1; {dir} is the directory of the run.",
    ...commandOf(script, [out && `--${out}={dir}`, seed && `--${seed}={seed}`], help?.required),
    "",
    "  # How often each experiment is trained, each time with another {seed}.",
    "  experiment_repetitions: 1",
    "",
    "  # Results are read from files that a run writes into its directory, such as metrics.json:",
    '  # {"validation": {"accuracy": 0.98}}. The best configuration is chosen by one of them.',
    "  # metric: { name: validation_accuracy, goal: maximize }",
    "",
    "  # What tests a trained model, and where its training has written it.",
    "  # test_command: python3 test.py --checkpoint={checkpoint} --out={test_dir}",
    "  # checkpoint: model.pt",
    // Names of files can have any characters.
  ].map((line) => `${printable(line)}\n`).join("");
}

function axes(chosen: readonly Proposal[], isExample: boolean): string[] {
  if (isExample) return ["grid_axes:", "  lr: [0.01, 0.1]"];
  if (chosen.length === 0) return ["grid_axes: {} # lr: [0.001, 0.01, 0.1]"];
  return ["grid_axes:", ...chosen.map((proposal) => `  ${axis(proposal)}`)];
}

function axis({ option, values }: Proposal): string {
  return `${yamlWord(option.name)}: [${values.join(", ")}]${comment(option)}`;
}

function comment({ description, default: value }: TrainerOption): string {
  const text = description.length > MAX_COMMENT ? `${description.slice(0, MAX_COMMENT - 1)}…` : description;
  const parts = [text.replace(/\.$/, ""), value === undefined ? "" : `default: ${value}`];
  return parts.every((part) => part === "") ? "" : ` # ${parts.filter((part) => part !== "").join("; ")}`;
}

function commandOf(script: string | undefined, given: readonly (string | undefined)[], required = ""): string[] {
  if (script === undefined) return ["  command: echo {args} # in place of it: python3 train.py {args}"];
  // Braces in a path are doubled, because they are not placeholders.
  const path = shellQuote(script).replaceAll(/[{}]/g, "$&$&");
  const words = ["python3", path, ...given.filter((word) => word !== undefined && word !== ""), "{args}"];
  const command = words.join(" ");
  return [
    ...(required === "" ? [] : [`  # TODO: ${script} also requires ${required}`]),
    `  command: ${/^[\w ./={}-]+$/.test(command) ? command : JSON.stringify(command)}`,
  ];
}

/**
 * How much an option matters for a search; the lower, the more. Names are in lower case, with underscores.
 */
const RANKS: readonly RegExp[] = [
  /^(?:.*_)?(?:lr|learning_rate|step_size)$/,
  /optim|model|arch|network|activation|loss|schedul/,
  /weight_decay|dropout|momentum|regulari|^l[12]$|label_smoothing|temperature|^(?:alpha|beta|gamma|tau|lambda)\d?$/,
  /batch_size|hidden|width|depth|layers|dim|units|heads|channels|embed|kernel/,
];
const UNRANKED = RANKS.length;

/** Options about the duration, the place and the environment of a training, not about what is learned. */
const FIXED =
  /seed|out|dir|path|file|folder|root|name|url|host|port|worker|thread|process|rank|world|node|gpu|cuda|device|backend|log|print|verbos|debug|freq|every|interval|save|load|resume|checkpoint|ckpt|config|version|precision|dtype|wandb|project|tag|cache|data|limit|max_|num_/;
const DURATION = /epoch|step|iter|patience|time/;

/** The values that are proposed for an option. */
export interface Proposal {
  readonly option: TrainerOption;
  /** As they are written in YAML. At least two. */
  readonly values: readonly string[];
  /** The lower, the more it matters. `undefined`: it can be an axis, but not a good one. */
  readonly rank: number | undefined;
}

/**
 * Proposes values for an option; `undefined` if it has neither choices nor a number as its default, or is not a parameter of
 * the training.
 */
export function proposeValues(option: TrainerOption): Proposal | undefined {
  const name = option.name.toLowerCase().replaceAll(/[-.]/g, "_");
  const rank = RANKS.findIndex((pattern) => pattern.test(name));
  if (rank < 0 && FIXED.test(name)) return undefined;
  const values = option.choices?.map(yamlWord) ?? around(option.default ?? "");
  if (values === undefined || values.length < 2) return undefined;
  return { option, values, rank: DURATION.test(name) && rank !== 0 ? undefined : rank < 0 ? UNRANKED : rank };
}

const MAX_FACTOR_OF_TEN = 0.2;

/**
 * A number, a smaller one and a larger one: by a factor of 10 for small fractions, by 2 for others. Numbers between 0 and 1
 * stay in that range.
 */
function around(text: string): string[] | undefined {
  const value = Number(text);
  if (text === "" || !/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) || value <= 0) return undefined;
  if (/^\+?\d+$/.test(text)) {
    const smaller = Math.round(value / 2);
    return (smaller < value ? [smaller, value, value * 2] : [value, value * 2]).map(String);
  }
  const numbers = value <= MAX_FACTOR_OF_TEN
    ? [value / 10, value, value * 10]
    : value < 1
    ? [value / 2, value, (1 + value) / 2]
    : [value / 2, value, value * 2];
  return numbers.map(float);
}

// With a decimal point, because otherwise YAML readers would read an integer or a text.
function float(value: number): string {
  const text = String(Number(value.toPrecision(6)));
  const [mantissa, exponent] = text.split("e");
  const decimal = mantissa!.includes(".") ? mantissa! : `${mantissa}.0`;
  return exponent === undefined ? decimal : `${decimal}e${exponent}`;
}

/** A word in YAML, quoted unless it is read as that text or number by all readers. */
function yamlWord(text: string): string {
  const isPlain = /^-?\d+(?:\.\d+)?$/.test(text) ||
    /^[A-Za-z][\w./+-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
