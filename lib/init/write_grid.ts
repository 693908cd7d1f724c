/** Writes a first grid file for a user. */
import { hint, portableProgram, type Program } from "../messages/hint.ts";
import { printable } from "../messages/printable.ts";
import { shellQuote } from "../messages/text.ts";
import { argumentStyles } from "./argument_styles.ts";
import { TRIAL_LINE } from "./fill_grid.ts";
import { isSeed, MLFLOW_STORE, placeFor, valueForRequired } from "./places.ts";
import { NO_HELP, type TrainerHelp, type TrainerOption } from "./trainer_help.ts";

/** What the grid file is written for. */
export interface NewGrid {
  /** How the user calls this program. */
  readonly program: Program;
  /** The name of the grid file. */
  readonly file: string;
  /** The trainer, as the command names it; absent if there is none yet. */
  readonly script?: string;
  /** The command of the trainer: `fit`. */
  readonly command?: string;
  /** Its command line, if it is known. */
  readonly help?: TrainerHelp;
  /** The setting `setup`, and whether it is known to work. */
  readonly setup?: { readonly code: string; readonly isTried: boolean };
  /** Whether there is a batch system, where runs may start long after the grid was made. */
  readonly onCluster?: boolean;
  /** Modules that the trainer imports. */
  readonly imports?: readonly string[];
  /** The path or address of the JSON Schema of grid files. */
  readonly schema: string;
}

/** A grid file, and what its user has to complete. */
export interface WrittenGrid {
  readonly text: string;
  /** Words of the command to replace, with what they are: `DATA (directory of the data set)`. */
  readonly missing: readonly string[];
}

const MAX_AXES = 2;
const MAX_OTHERS = 24;
const MAX_CHOICES = 5;
const MAX_COMMENT = 60;

/** Writes it. */
export function writeGrid(grid: NewGrid): WrittenGrid {
  const { program, file, script, help = NO_HELP, schema, setup, imports = [] } = grid;
  const command = (name: string) => hint(portableProgram(program), name, [file]);
  const given = givenOptions(help);
  const free = help.options.filter(({ name }) => !given.some(({ option }) => option?.name === name));
  const proposals = free.flatMap((option) => proposeValues(option) ?? []);
  const ranked = proposals.filter(({ rank }) => rank !== undefined).sort((a, b) => a.rank! - b.rank!);
  const chosen = new Set([
    ...ranked.filter(({ option }) => option.isRequired),
    ...ranked.filter(({ option }) => !option.isRequired).slice(0, MAX_AXES),
  ]);
  const others = proposals.filter((proposal) => !chosen.has(proposal));
  const isHydra = help.library === "hydra";
  const proposed = new Set(proposals.map(({ option }) => option.name));
  const styles = isHydra ? undefined : argumentStyles(free, proposed);
  const words = commandWords(grid, given, chosen);
  const truthy = free.filter(({ takes }) => takes.kind === "truthy").map(({ name }) => `--${name}`);
  const [unshown, isCut] = [others.length - MAX_OTHERS, others.length > MAX_OTHERS];
  const env = environmentFor(imports);
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    `# A grid of experiments. ${command("try")} tries the first one, ${command("run")} runs all.`,
    "",
    "# Each combination of these values is an experiment.",
    ...axes([...chosen], script === undefined),
    ...(others.length === 0
      ? []
      : ["", "  # Also possible:", ...others.slice(0, MAX_OTHERS).map((other) => `  # ${axis(other)}`)]),
    ...(isCut ? [`  # and ${unshown} more: python3 ${script} --help`] : []),
    ...(truthy.length === 0
      ? []
      : [`  # No axis: ${truthy.join(", ")} (type=bool takes every text as true, also "false").`]),
    "",
    "grid_settings:",
    isHydra
      ? "  # {overrides} are the values of the axes, such as optimizer.lr=0.1; {dir} is the directory of the run."
      : "  # {args} are the values of the axes, such as --lr=0.1; {dir} is the directory of the run.",
    ...(words.missing.length === 0 ? [] : [`  # TODO: replace ${words.missing.join(", ")}`]),
    ...commandLine(words.words),
    ...(styles === undefined ? [] : ["  # How the trainer takes what is no single word.", `  args: ${styles}`]),
    ...(setup === undefined ? [] : setup.isTried ? [`  setup: ${yamlText(setup.code)}`] : [
      "  # Code that activates the environment of the trainer.",
      `  # setup: ${yamlText(setup.code)}`,
    ]),
    ...env.map(([name, value]) => `  env: { ${name}: ${yamlText(value)} }`),
    ...(grid.onCluster
      ? [
        "  # Jobs may wait for hours: with a snapshot, runs start in a copy of the code as it is when the grid is made.",
        "  # snapshot: true",
      ]
      : []),
    "",
    "  # How often each experiment is trained, each time with another {seed}.",
    "  experiment_repetitions: 1",
    "",
    "  # Results are read from what a run writes into its directory: event files of TensorBoard, metrics.csv of Lightning,",
    `  # log.txt, metrics.json, what it prints, and others. ${command("try")} says what it found.`,
    ...(script === undefined ? ["  # metric: { name: validation_accuracy, goal: maximize }"] : [TRIAL_LINE]),
    "",
    "  # What tests a trained model, and where its training has written it.",
    "  # test_command: python3 test.py --checkpoint={checkpoint} --out={test_dir}",
    "  # checkpoint: model.pt",
  ];
  // Names of files can have any characters.
  return { text: lines.map((line) => `${printable(line)}\n`).join(""), missing: words.missing };
}

/** A word of the command for an option or an argument. */
interface GivenWord {
  readonly option: TrainerOption | undefined;
  /** In a shell, with placeholders. */
  readonly word: string;
  /** What the user has to replace in it. */
  readonly missing?: string;
}

// What Hugging Face's Trainer needs to train, and to write a result an epoch. It saves them with its checkpoints.
const HUGGING_FACE: ReadonlyMap<string, string> = new Map([
  ["do_train", ""],
  ["do_eval", ""],
  ["eval_strategy", "epoch"],
  ["evaluation_strategy", "epoch"],
  ["save_strategy", "epoch"],
  ["save_total_limit", "1"],
]);

// What the command gives, in the order of the options.
function givenOptions({ library, options, positionals }: TrainerHelp): GivenWord[] {
  if (library === "hydra") {
    const seed = options.find(isSeed)?.name;
    return options.flatMap((option) =>
      option.name === seed
        ? [{ option, word: `${option.name}={seed}` }]
        : option.isRequired
        ? [missingWord(option, `${option.name}=`)]
        : []
    );
  }
  const seed = options.find(isSeed)?.name;
  const isTrainer = options.some(({ name }) => name === "output_dir") &&
    options.some(({ name }) => name === "do_train");
  const arguments_ = positionals.map(({ name, description }): GivenWord => {
    const option: TrainerOption = { name, aliases: [], takes: { kind: "value" }, description, isRequired: true };
    const value = placeFor(option) ?? valueForRequired(option);
    return value === undefined ? { ...missingWord(option, ""), option: undefined } : { option: undefined, word: value };
  });
  const words = options.flatMap((option): GivenWord[] => {
    const { name } = option;
    if (name === seed) return [{ option, word: `--${name}={seed}` }];
    const given = isTrainer ? HUGGING_FACE.get(name) : undefined;
    if (given !== undefined) return [{ option, word: given === "" ? `--${name}` : `--${name}=${given}` }];
    const place = placeFor(option);
    if (place !== undefined) return [{ option, word: `--${name}=${place}` }];
    // A parameter of the model becomes an axis.
    if (!option.isRequired || proposeValues(option)?.rank !== undefined) return [];
    const value = valueForRequired(option);
    return value === undefined ? [missingWord(option, `--${name}=`)] : [{ option, word: `--${name}=${value}` }];
  });
  return [...arguments_, ...words];
}

function missingWord(option: TrainerOption, before: string): GivenWord {
  const word = option.name.split(".").at(-1)!.toUpperCase().replaceAll(/\W/g, "_");
  const description = shorten(option.description);
  return { option, word: `${before}${word}`, missing: description === "" ? word : `${word} (${description})` };
}

function commandWords(
  { script, command, help }: NewGrid,
  given: readonly GivenWord[],
  chosen: ReadonlySet<Proposal>,
): { words: string[] | undefined; missing: string[] } {
  if (script === undefined) return { words: undefined, missing: [] };
  // Braces in a path are doubled, because they are not placeholders.
  const path = shellQuote(script).replaceAll(/[{}]/g, "$&$&");
  const isNeeded = given.filter(({ option }) => ![...chosen].some((proposal) => proposal.option === option));
  const words = isNeeded.map(({ word }) => word);
  const missing = isNeeded.flatMap((word) => word.missing ?? []);
  if (help?.library === "hydra") {
    // Hydra's own log would have the name of that of the run.
    const own = ["hydra.run.dir={dir}", "hydra/job_logging=stdout"];
    return { words: ["python3", path, "{overrides}", ...words, ...own], missing };
  }
  return { words: ["python3", path, ...(command === undefined ? [] : [command]), ...words, "{args}"], missing };
}

// Libraries that write where a variable says.
function environmentFor(imports: readonly string[]): [string, string][] {
  const has = (module: string) => imports.some((name) => name === module || name.startsWith(`${module}.`));
  return has("mlflow") ? [["MLFLOW_TRACKING_URI", MLFLOW_STORE]] : [];
}

function axes(chosen: readonly Proposal[], isExample: boolean): string[] {
  if (isExample) return ["grid_axes:", "  lr: [0.01, 0.1]"];
  if (chosen.length === 0) return ["grid_axes: {} # lr: [0.001, 0.01, 0.1]"];
  return ["grid_axes:", ...chosen.map((proposal) => `  ${axis(proposal)}`)];
}

function axis({ option, values }: Proposal): string {
  return `${yamlWord(option.name)}: [${values.join(", ")}]${comment(option)}`;
}

function shorten(text: string): string {
  return (text.length > MAX_COMMENT ? `${text.slice(0, MAX_COMMENT - 1)}…` : text).replace(/\.$/, "");
}

function comment({ description, default: value }: TrainerOption): string {
  const shown = typeof value === "string" || value === undefined ? value : `[${value.join(", ")}]`;
  const parts = [shorten(description), shown === undefined ? "" : `default: ${shown}`];
  return parts.every((part) => part === "") ? "" : ` # ${parts.filter((part) => part !== "").join("; ")}`;
}

function commandLine(words: readonly string[] | undefined): string[] {
  if (words === undefined) return ["  command: echo {args} # in place of it: python3 train.py {args}"];
  return [`  command: ${yamlText(words.join(" "))}`];
}

// A text that is not a word, as a value in YAML.
function yamlText(text: string): string {
  return /^[A-Za-z.][\w ./={}-]*$/.test(text) ? text : JSON.stringify(text);
}

/**
 * How much an option matters for a search; the lower, the more. Names are in lower case, with underscores.
 */
const RANKS: readonly RegExp[] = [
  /^(?:.*_)?(?:lr|learning_rate|step_size)$/,
  /optim|^model(?:_?(?:name|type))?$|arch|network|activation|^loss(?:_?(?:fn|function|type|name))?$|criterion|schedul/,
  /weight_decay|dropout|momentum|regulari|^l[12]$|label_smoothing|temperature|^(?:alpha|beta|gamma|tau|lambda)\d?$/,
  /batch_size|hidden|width|depth|layers|dim|units|heads|channels|embed|kernel/,
];
const UNRANKED = RANKS.length;

/** Options about the duration, the place and the environment of a training, not about what is learned. */
const FIXED =
  /seed|out|dir|path|file|folder|root|name|url|host|port|worker|thread|process|rank|world|node|gpu|cuda|device|backend|log|print|verbos|debug|freq|every|interval|save|load|resume|checkpoint|ckpt|config|version|precision|dtype|wandb|project|tag|cache|data|limit|max_|num_|hub_|push|eval_|predict|remove_|determinism/;
// Switches that say what is done, not how.
const ACTION =
  /^(?:do_|no_?cuda|is_)|^(?:eval|test|train|predict|inference|evaluate|validate|demo|export|quiet|append|overwrite|help|dry_run|amp|fp16|bf16|tf32|compile|profile|deterministic|benchmark|distributed|ddp|pin_memory|push|disable|skip|only|use_cpu|jit|tpu|ipex|mps)(?:_|$)/;

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
  const last = option.name.split(".").at(-1)!.toLowerCase().replaceAll("-", "_");
  const rank = RANKS.findIndex((pattern) => pattern.test(last));
  if (option.takes.kind === "boolean" && ACTION.test(last)) return undefined;
  if (rank < 0 && FIXED.test(name)) return undefined;
  const values = valuesOf(option, rank);
  if (values === undefined || values.length < 2) return undefined;
  // Switches and lists are proposed below the others, as few of them are about the quality of the result.
  const isGroup = option.choices !== undefined && GROUP.test(option.description);
  const isOne = option.takes.kind === "value" && !isGroup && values.length <= MAX_CHOICES &&
    !(DURATION.test(name) && rank !== 0);
  return { option, values, rank: isOne ? rank < 0 ? UNRANKED : rank : undefined };
}

// Of Hydra. A key below it cannot be an axis, too.
const GROUP = /^a group of configurations\b/;

const LEARNING_RATES = ["0.001", "0.01", "0.1"];

function valuesOf({ takes, choices, default: value }: TrainerOption, rank: number): string[] | undefined {
  switch (takes.kind) {
    case "value":
      if (choices !== undefined) return choices.map(yamlWord);
      if (typeof value === "string") return around(value);
      // Those without a default that is known.
      return rank === 0 ? LEARNING_RATES : undefined;
    case "boolean":
      return ["false", "true"];
    case "list":
      return typeof value === "string" || value === undefined ? undefined : lists(value);
    case "truthy":
    case "other":
      return undefined;
  }
}

// The list, and one with twice the numbers.
function lists(items: readonly string[]): string[] | undefined {
  const numbers = items.map(Number);
  const isSize = (value: number) => Number.isInteger(value) && value > 0;
  if (items.length === 0 || !numbers.every(isSize)) return undefined;
  return [numbers, numbers.map((value) => 2 * value)].map((list) => `[${list.join(", ")}]`);
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
