/** Asks the trainer of a run for its options. */
import { resolve } from "@std/path";
import type { Template } from "../../lib/grid/template.ts";
import { parseHelp } from "../../lib/init/parse_help.ts";
import type { TrainerHelp } from "../../lib/init/trainer_help.ts";
import { shellQuote } from "../../lib/messages/text.ts";
import { askCommand, hasParser, readTrainer } from "../grid/trainer_help.ts";

/** The command of a run. */
export interface TrainerCommand {
  readonly template: Template;
  readonly shell: readonly string[];
  readonly setup: string | undefined;
  /** Absolute. */
  readonly workdir: string;
}

const HELP_LIMIT_MS = 30_000;

const PYTHON =
  /(?:^|[\s;&|(])((?:[\w./~-]*\/)?python[\d.]*(?: -[uOBE]+)*)\s+([\w./~+@-]+\.py)(?:\s+([a-z][\w-]*)(?=\s|$))?/;

/** The parts of a command that starts a Python script. */
export interface PythonCommand {
  readonly python: string;
  readonly script: string;
  /** The command of the script: `fit`. */
  readonly command: string | undefined;
}

/** Finds the script in a command; `undefined` if there is none. */
export function pythonCommand(template: Template): PythonCommand | undefined {
  const [, python, script, command] = PYTHON.exec(templateText(template)) ?? [];
  return python === undefined ? undefined : { python, script: script!, command };
}

/** A command as a grid file has it. The words of a list are separated by spaces. */
export function templateText({ words, form }: Template): string {
  const text = words.map((parts) =>
    parts.map((part) => typeof part === "string" ? part.replaceAll(/[{}]/g, "$&$&") : `{${part.placeholder}}`).join("")
  );
  return form === "argv"
    ? text.map((word) => /^[\w./{}=:@%+-]+$/.test(word) ? word : shellQuote(word)).join(" ")
    : text.join("");
}

/** The options of the trainer; `undefined` if it is no Python script, or does not tell. */
export async function askOptions(
  { template, shell, setup, workdir }: TrainerCommand,
): Promise<TrainerHelp | undefined> {
  const found = pythonCommand(template);
  if (found === undefined) return undefined;
  const { python, script, command } = found;
  if (!hasParser(readTrainer(resolve(workdir, script)))) return undefined;
  const line = [python, script, ...(command === undefined ? [] : [command]), "--help"].join(" ");
  const code = setup === undefined ? `exec ${line}` : `${setup}\nexec ${line}`;
  const answer = await askCommand({ argv: [...shell, code], line, cwd: workdir, limit: HELP_LIMIT_MS });
  if (!("text" in answer)) return undefined;
  const help = parseHelp(answer.text, command);
  return help.options.length > 0 && help.library !== "hydra" ? help : undefined;
}
