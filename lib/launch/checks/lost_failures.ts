/** Finds failures of a run that its shell hides: the exit code of the run is that of another command. */
import type { Part } from "../../grid/template.ts";
import type { RunSpec } from "../../plan/plan.ts";
import { commandTemplate } from "../command.ts";
import { isPosixShell } from "../launch_context.ts";
import { literal, type SimpleCommand, simpleCommands } from "./shell_words.ts";

/** A failure that the run ignores: the run goes on, or counts as succeeded. */
export interface LostFailure {
  /** The setting that contains it. */
  readonly setting: "command" | "setup";
  readonly message: string;
}

// After a keyword, the text is not a simple sequence of commands.
const KEYWORDS = new Set("if then elif else fi for while until do done case esac function { } !".split(" "));

// Programs that do not train: their failures do not matter here.
const MINOR = new Set("cat echo printf yes seq head tail touch mkdir cp mv rm ln date cd export sleep".split(" "));

/** What a shell does after a command that fails. */
interface Strictness {
  /** `set -e`: it exits. */
  readonly errexit: boolean;
  /** `set -o pipefail`: the pipeline fails. */
  readonly pipefail: boolean;
}

/**
 * The failures that a run hides: of a program in the background, before a pipe, or before another command. Nothing is returned
 * for what needs a shell to understand.
 */
export function lostFailures(spec: RunSpec): LostFailure[] {
  const { setup, shell } = spec.settings;
  const template = commandTemplate(spec);
  if (!isPosixShell(shell) || template === undefined) return [];
  const before = setup === undefined ? [] : simpleCommands([setup]);
  const start = before.reduce(strictnessAfter, strictnessOf(shell));
  const commands = template.form === "shell" ? simpleCommands(template.words[0]!) : [];
  return [...lostInSetup(before, strictnessOf(shell)), ...lostInCommand(commands, start)];
}

function strictnessOf(shell: readonly string[]): Strictness {
  return {
    errexit: shell.some((word, index) => /^-[a-z]*e/.test(word) || (word === "errexit" && isOption(shell[index - 1]))),
    pipefail: shell.some((word, index) => word === "pipefail" && isOption(shell[index - 1])),
  };
}

function isOption(word: string | undefined): boolean {
  return /^-[a-z]*o$/.test(word ?? "");
}

function strictnessAfter(before: Strictness, { words }: SimpleCommand): Strictness {
  const [name, ...args] = words.map((word) => literal(word) ?? "");
  if (name !== "set") return before;
  const now = strictnessOf(args);
  return { errexit: before.errexit || now.errexit, pipefail: before.pipefail || now.pipefail };
}

// The exit status of a setup is that of its last command, so earlier failures are lost. Only commands such as `module load` are
// reported, because they change what the run is started with.
function lostInSetup(commands: readonly SimpleCommand[], start: Strictness): LostFailure[] {
  if (commands.some(isComplex)) return [];
  let strictness = start;
  for (const [index, command] of commands.slice(0, -1).entries()) {
    strictness = strictnessAfter(strictness, command);
    const lost = [";", "\n"].includes(command.end) && commands[index - 1]?.end !== "||";
    if (strictness.errexit || !lost || !loadsEnvironment(command)) continue;
    const message = `if "${shown(command)}" fails, the runs start without it: begin setup with "set -e", or join its ` +
      "commands with &&";
    return [{ setting: "setup", message }];
  }
  return [];
}

function loadsEnvironment({ words }: SimpleCommand): boolean {
  const [name, action, file] = words.map((word) => literal(word) ?? "");
  if (name === "module" || name === "spack") return /^(load|add|swap|switch|use)$/.test(action ?? "");
  if (name === "ml") return true;
  if (/^(conda|mamba|micromamba)$/.test(name ?? "")) return action === "activate";
  // The activation script of a virtual environment is left out: another check makes sure that it exists.
  return (name === "." || name === "source") && !/\/bin\/activate$/.test(action ?? "") && file === undefined;
}

function lostInCommand(commands: readonly SimpleCommand[], start: Strictness): LostFailure[] {
  if (commands.length === 0 || commands.some(isComplex)) return [];
  let strictness = start;
  for (const [index, command] of commands.entries()) {
    strictness = strictnessAfter(strictness, command);
    const message = lostAt(index, commands, strictness);
    if (message !== undefined) return [{ setting: "command", message }];
  }
  return [];
}

function lostAt(index: number, commands: readonly SimpleCommand[], { errexit, pipefail }: Strictness) {
  const command = commands[index]!;
  const isLast = index === commands.length - 1;
  const name = `"${shown(command)}"`;
  switch (command.end) {
    case "&": {
      const waits = commands.slice(index + 1).some(({ words }) => literal(words[0]) === "wait");
      if (waits) return undefined;
      return `${name} ends with &, so the run does not wait for it${
        isLast ? " and kills it at once" : ""
      }: remove the &`;
    }
    case "|": {
      const starts = commands[index - 1]?.end !== "|";
      if (pipefail || !starts || isMinor(command)) return undefined;
      const last = commands.slice(index).find(({ end }) => end !== "|") ?? commands.at(-1)!;
      return `the exit code is that of "${shown(last)}": a run in which ${name} fails would count as succeeded; ` +
        `leave out the pipe, as the output is in the log anyway, or set shell: [bash, -o, pipefail, -c]`;
    }
    case ";":
    case "\n": {
      const handled = commands[index - 1]?.end === "||";
      if (errexit || isLast || handled || !takesValues(command)) return undefined;
      const last = commands.at(-1)!;
      return `the exit code is that of "${shown(last)}": a run in which ${name} fails would count as succeeded; ` +
        `join the commands with &&, or begin with "set -e"`;
    }
  }
  return undefined;
}

// Only commands that get values of the experiment matter.
function takesValues(command: SimpleCommand): boolean {
  return !isMinor(command) && command.words.some((word) => word?.some((part) => typeof part !== "string"));
}

function isMinor({ words: [first] }: SimpleCommand): boolean {
  const isAssignment = typeof first?.[0] === "string" && /^[A-Za-z_]\w*=/.test(first[0]);
  return isAssignment || MINOR.has(literal(first) ?? "");
}

function isComplex({ words, end }: SimpleCommand): boolean {
  return end === "?" || KEYWORDS.has(literal(words[0]) ?? "");
}

// The start of a command: `python3 train.py {args}`.
function shown({ words }: SimpleCommand): string {
  const text = words.slice(0, 3).map((word) => word === undefined ? "…" : word.map(partText).join("")).join(" ");
  return words.length > 3 ? `${text} …` : text;
}

function partText(part: Part): string {
  return typeof part === "string" ? part : `{${part.placeholder}}`;
}
