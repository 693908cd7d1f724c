/** Writes the grid file with which a user begins. */
import { hint, portableProgram, type Program } from "../messages/hint.ts";
import { printable } from "../messages/printable.ts";
import { shellQuote } from "../messages/text.ts";
import type { TrainerHelp, TrainerOption } from "./parse_help.ts";
import { type Proposal, proposeValues, yamlWord } from "./propose_values.ts";

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

/** The text of the grid file. */
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
    // Names of files may hold anything.
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
  // A brace of a path is no placeholder.
  const path = shellQuote(script).replaceAll(/[{}]/g, "$&$&");
  const words = ["python3", path, ...given.filter((word) => word !== undefined && word !== ""), "{args}"];
  const command = words.join(" ");
  return [
    ...(required === "" ? [] : [`  # TODO: ${script} also requires ${required}`]),
    `  command: ${/^[\w ./={}-]+$/.test(command) ? command : JSON.stringify(command)}`,
  ];
}
