/** Finds what the runs of a group certainly lack when they start: working directory, programs, scripts. */
import { basename, dirname, isAbsolute, join, resolve } from "@std/path";
import { getAt } from "../../config/key_path.ts";
import { mergeAt } from "../../config/merge.ts";
import { plainText } from "../../config/value.ts";
import type { Settings } from "../../grid/settings/settings.ts";
import { configKey, type Part, type Template } from "../../grid/template.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { testConfigOf } from "../../plan/experiment.ts";
import type { Group, Plan, RunSpec } from "../../plan/plan.ts";
import { commandTemplate } from "../command.ts";
import { workingDirectory } from "../launch_context.ts";
import type { PathProbe } from "./named_files.ts";
import {
  afterOptions,
  interpreterOf,
  launcherOf,
  literal,
  type SimpleCommand,
  simpleCommands,
  type Word,
} from "./shell_words.ts";

/** Something that a run needs and that does not exist. */
export interface MissingFile {
  /** The setting that names it. */
  readonly setting: NeededFile["setting"] | "workdir";
  /** Whether it is a program that is looked for on PATH. */
  readonly onPath: boolean;
  readonly message: string;
}

/**
 * What the runs of a group lack: everything that makes all of them fail at once, or all of those with one value of an axis.
 *
 * @param spec one of the runs of the group
 */
export function missingFiles(plan: Plan, group: Group, spec: RunSpec, probe: PathProbe): MissingFile[] {
  const workdir = workingDirectory(plan, spec.settings);
  if (probe.kindOf(workdir) !== "directory") {
    return [{ setting: "workdir", onPath: false, message: `working directory does not exist: ${workdir}` }];
  }
  return neededFiles(spec).flatMap((file) =>
    fillings(file.name, plan, group, spec).flatMap((name) => {
      const problem = problemWith(name, file, workdir, probe);
      if (problem === undefined) return [];
      const onPath = file.kind === "program" && !name.includes("/");
      return [{ setting: file.setting, onPath, message: `cannot ${spec.stage}: ${problem}` }];
    })
  );
}

function problemWith(name: string, { kind, dirs }: NeededFile, workdir: string, probe: PathProbe): string | undefined {
  if (name === "") return undefined;
  const isPath = name.includes("/");
  const paths = dirs.map((dir) => resolve(workdir, dir, name));
  const kinds = paths.map((path) => probe.kindOf(path));
  if (kind === "program") {
    if (isPath ? kinds.includes("program") : probe.isOnPath(name, workdir)) return undefined;
    if (isPath && kinds.includes("file")) {
      return `program "${name}" is not executable: run chmod +x ${name}, or call it with its interpreter`;
    }
    if (isPath && kinds.includes("directory")) return `program "${name}" is a directory`;
    return `program "${name}" not found${isAbsolute(name) ? "" : isPath ? ` in ${workdir}` : " on PATH"}`;
  }
  if (kinds.some((found) => found !== undefined)) return undefined;
  if (kind === "shell_script" && !isPath && probe.isOnPath(name, workdir)) return undefined;
  const dir = dirname(paths[0]!);
  const where = isAbsolute(name) ? "" : ` in ${isPath ? workdir : dir}`;
  return `"${name}" not found${where}${suggestion(basename(name), probe.namesIn(dir))}`;
}

const MOST_VALUES = 100;

/** The texts that a name has in the experiments of a group; none if they are only known once the runs start. */
function fillings(name: readonly Part[], plan: Plan, group: Group, spec: RunSpec): string[] {
  let texts = [""];
  for (const part of name) {
    const values = typeof part === "string" ? [part] : valuesOf(part.placeholder, plan, group, spec);
    texts = texts.flatMap((text) => values.map((value) => text + value));
    // If the name depends on two axes, some combinations may be excluded.
    if (texts.length > MOST_VALUES || (texts.length > values.length && values.length > 1)) return [];
  }
  return texts;
}

function valuesOf(placeholder: string, plan: Plan, group: Group, { test, settings }: RunSpec): string[] {
  if (placeholder === "trainer" || placeholder === "tester") return [settings[placeholder]];
  const key = configKey(placeholder);
  const isComputed = group.derived?.some(({ parts }) => `${key}.`.startsWith(`${parts.join(".")}.`));
  if (key === undefined || isComputed || group.seedKeys.includes(key)) return [];
  const axis = group.axes.findIndex((axis) => `${key}.`.startsWith(`${axis.key}.`) || axis.key.startsWith(`${key}.`));
  if (axis === -1) {
    const config = group.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), group.config);
    const value = getAt(test === undefined ? config : testConfigOf(config, test), key.split("."));
    return value === undefined ? [] : [plainText(value)];
  }
  const { key: axisKey, values } = group.axes[axis]!;
  if (axisKey !== key || test !== undefined || values.length > MOST_VALUES) return [];
  const used = new Set(
    plan.experiments.flatMap(({ group: index, at, dropped }) =>
      plan.groups[index] === group && !dropped ? [at[axis]!] : []
    ),
  );
  return values.filter((_, index) => used.has(index)).map(plainText);
}

/** A program or script without which a run fails. */
export interface NeededFile {
  /** The setting that names it. */
  readonly setting: "prefix" | "command" | "setup" | "shell";
  /** A `program` without a slash is looked up on PATH. A `shell_script` may be there, too. */
  readonly kind: "program" | "script" | "shell_script";
  readonly name: readonly Part[];
  /** Where the run looks for it, relative to the working directory. One of these directories must have it. */
  readonly dirs: readonly string[];
}

// Keywords and builtins of shells: the words after them are not simply a program and its arguments.
const SHELL_WORDS = new Set(
  (". : [ [[ { ( ! alias bg break case cd command continue do done elif else esac eval exit export false fc fg fi for function " +
    "getopts hash if in jobs kill let local printf pwd read readonly return select set shift source test then times trap " +
    "true type ulimit umask unset until wait while echo")
    .split(" "),
);

// Commands that do not change the working directory, PATH or files.
const NEUTRAL = new Set(
  ": true echo printf export set ulimit umask trap unset readonly local sleep mkdir date hostname".split(" "),
);

/** What is known at the point where a command starts. */
interface Place {
  /** The working directory is one of these. */
  readonly dirs: readonly string[];
  /** Whether PATH is that of this process. */
  readonly samePath: boolean;
  /** Whether the commands before it may have changed anything else. */
  readonly isKnown: boolean;
  /** Scripts that the shell has sourced before. */
  readonly sourced: readonly NeededFile[];
}

/** The programs and scripts that a run starts with. Those that only the shell or `setup` can know are left out. */
export function neededFiles(spec: RunSpec): NeededFile[] {
  const { settings } = spec;
  const template = commandTemplate(spec);
  if (template === undefined) return [];
  const samePath = !settings.env.has("PATH");
  const start: Place = { dirs: ["."], samePath, isKnown: true, sourced: [] };
  const before = prefixFiles(settings, start);
  return [...before.files, ...(before.isKnown ? commandFiles(spec, template, before.start) : [])];
}

/**
 * The files of the prefix, and whether its program starts the command in the same way as it would start without prefix: `nice`
 * does.
 */
function prefixFiles({ prefix }: Settings, start: Place): { files: NeededFile[]; isKnown: boolean; start: Place } {
  const words = prefix?.words ?? [];
  if (words.length === 0) return { files: [], isKnown: true, start };
  const files = filesOf(words, start, false).map((file): NeededFile => ({ ...file, setting: "prefix" }));
  const launcher = launcherOf(basename(literal(words[0]) ?? ""));
  const isEnv = literal(words[0]) === "env";
  const samePath = start.samePath && !launcher?.ownPath && !(isEnv && words.some(maySetPath));
  return { files, isKnown: launcher !== undefined, start: { ...start, samePath } };
}

function commandFiles({ settings }: RunSpec, template: Template, start: Place): NeededFile[] {
  const { setup, shell } = settings;
  if (template.form === "argv" && setup === undefined) return filesOf(template.words, start, false);
  const inShell = placeInShell(settings, start);
  const place = placeAfter(setup === undefined ? [] : simpleCommands([setup]), inShell, "setup");
  const files = template.form === "argv"
    ? [...place.sourced, ...(place.isKnown ? filesOf(template.words, place, false) : [])]
    : filesOfShell(simpleCommands(template.words[0]!), place);
  return [{ setting: "shell", kind: "program", name: [shell[0]!], dirs: ["."] }, ...files];
}

function filesOfShell(commands: readonly SimpleCommand[], start: Place): NeededFile[] {
  const first = commands.findIndex((command) => !isPassed(command));
  const place = placeAfter(first === -1 ? commands : commands.slice(0, first), start, "command");
  const command = commands[first];
  // With ||, the run can succeed in another way.
  if (!place.isKnown || command === undefined || command.end === "||") return [...place.sourced];
  const files = filesOf(command.words, place, true);
  // The shell goes on with the next command if a program does not exist, which is harmless for programs that not every machine
  // has, such as nvidia-smi.
  const goesOn = [";", "\n", "&"].includes(command.end) && !commands.slice(first + 1).every(isPassed);
  return [...place.sourced, ...files.filter(({ kind }) => kind !== "program" || !goesOn)];
}

/**
 * The place where a command starts in the shell of a run. Nothing is known about other shells, for instance one in a container.
 */
function placeInShell({ shell, env }: Settings, start: Place): Place {
  const [name, ...options] = [basename(shell[0]!), ...shell.slice(1)];
  if (!/^(sh|bash|dash|zsh|ksh)$/.test(name)) return { ...start, isKnown: false };
  // Such a shell reads files of the user, which often set PATH.
  const readsFiles = name === "zsh" || options.some((option) => /^-(-|[a-z]*[li])/.test(option));
  return { ...start, samePath: !readsFiles && !["PATH", "BASH_ENV", "ENV"].some((name) => env.has(name)) };
}

// Whether a command only prepares the one that matters.
function isPassed({ words, end }: SimpleCommand): boolean {
  if (!["\n", ";", "&&"].includes(end)) return false;
  const name = literal(words[0]);
  return (name !== undefined && (NEUTRAL.has(name) || ["cd", ".", "source"].includes(name))) ||
    words.every(isAssignment);
}

/** The place after some commands of a setting. */
function placeAfter(commands: readonly SimpleCommand[], start: Place, setting: NeededFile["setting"]): Place {
  return commands.reduce((place, command) => place.isKnown ? placeAfterOne(command, place, setting) : place, start);
}

function placeAfterOne(command: SimpleCommand, place: Place, setting: NeededFile["setting"]): Place {
  const [name, argument, ...others] = command.words.map(literal);
  const unknown = { ...place, isKnown: false };
  if (!isPassed(command) || command.writes) return unknown;
  switch (name) {
    case "cd": {
      if (argument === undefined || argument.startsWith("-") || others.length > 0) return unknown;
      const inside = place.dirs.map((dir) => isAbsolute(argument) ? argument : join(dir, argument));
      // Without &&, the shell goes on in the old directory if the new one does not exist.
      return { ...place, dirs: command.end === "&&" ? inside : [...inside, ...place.dirs] };
    }
    case ".":
    case "source": {
      // Without a slash, the shell looks for it on PATH.
      if (argument === undefined || !argument.includes("/")) return unknown;
      const script: NeededFile = { setting, kind: "script", name: [argument], dirs: place.dirs };
      // A script can do anything. Only that of a virtual environment is known to change nothing but PATH.
      const isKnown = /\/bin\/activate$/.test(argument);
      return { ...place, samePath: false, isKnown, sourced: [...place.sourced, script] };
    }
  }
  // Only the shell knows the whole word of `PATH=$HOME/bin:$PATH`.
  const setsPath = !["echo", "printf", "mkdir", "sleep"].includes(name ?? "") && command.words.some(maySetPath);
  return setsPath ? { ...place, samePath: false } : place;
}

/** The program at the start of the words, and the programs and scripts that it starts. */
function filesOf(given: readonly Word[], place: Place, inShell: boolean): NeededFile[] {
  const [words, samePath] = inShell ? afterAssignments(given, place.samePath) : [given, place.samePath];
  const [name, ...rest] = words;
  const text = literal(name);
  if (name === undefined || text?.startsWith("-")) return [];
  const here = { ...place, samePath };
  if (inShell && text !== undefined) {
    if (["exec", "command", "time"].includes(text)) return filesOf(rest, here, text === "time");
    if (SHELL_WORDS.has(text)) return [];
  }
  const isFound = samePath || literalStart(name).includes("/");
  const program: NeededFile[] = isFound ? [{ setting: "command", kind: "program", name, dirs: place.dirs }] : [];
  if (text === undefined) return program;
  return [...program, ...(launchedBy(basename(text), rest, here) ?? scriptOf(basename(text), rest, here))];
}

function afterAssignments(words: readonly Word[], samePath: boolean): [readonly Word[], boolean] {
  const count = words.findIndex((word) => !isAssignment(word));
  const assignments = count === -1 ? words : words.slice(0, count);
  return [words.slice(assignments.length), samePath && !assignments.some(maySetPath)];
}

/** What a program such as `nice` starts; `undefined` if it is another program. */
function launchedBy(program: string, args: readonly Word[], place: Place): NeededFile[] | undefined {
  const launcher = launcherOf(program);
  if (launcher === undefined) return undefined;
  const words = afterOptions(args, launcher);
  if (words === undefined) return [];
  // `uv run train.py` runs the script.
  if (launcher.ownPath && /\.py$/.test(literal(words[0]) ?? "")) {
    return [{ setting: "command", kind: "script", name: words[0]!, dirs: place.dirs }];
  }
  const [rest, samePath] = program === "env"
    ? afterAssignments(words, place.samePath)
    : [words, place.samePath && !launcher.ownPath];
  return filesOf(rest, { ...place, samePath }, false);
}

/** The script that an interpreter runs, or what a shell starts with `-c`. */
function scriptOf(program: string, args: readonly Word[], place: Place): NeededFile[] {
  const interpreter = interpreterOf(program);
  if (interpreter === undefined) return [];
  const isShell = /^\w*sh$/.test(program);
  if (isShell && /^-[eux]*c$/.test(literal(args[0]) ?? "")) {
    return args[1] === undefined ? [] : filesOfShell(simpleCommands(args[1]), { ...place, sourced: [] });
  }
  const script = afterOptions(args, interpreter)?.[0];
  if (script === undefined) return [];
  const text = literal(script);
  // Standard input, modules by URL, and names that Node completes.
  if (text === "-" || /^[a-z]{2,}:/.test(text ?? "")) return [];
  if (program === "node" && text !== undefined && !/\.[cm]?[jt]s$/.test(text)) return [];
  return [{ setting: "command", kind: isShell ? "shell_script" : "script", name: script, dirs: place.dirs }];
}

function maySetPath(word: Word): boolean {
  return word === undefined || literalStart(word).startsWith("PATH=");
}

function isAssignment(word: Word): boolean {
  return /^[A-Za-z_]\w*=/.test(literalStart(word));
}

function literalStart(word: Word): string {
  const first = word?.[0];
  return typeof first === "string" ? first : "";
}
