/** Splits a shell command into its simple commands and their words, as far as they are known before it runs. */
import type { Part } from "../../grid/template.ts";

/** A word of a command; `undefined` if only the shell knows its value (`$X`, `*.py`, `~`). */
export type Word = readonly Part[] | undefined;

/** A simple command, without its redirections. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  /** The operator that ends it: `;`, `&&`, `||`, `|`, `&`, a newline, or `?` where the rest is too complex to read. */
  readonly end: string;
  /** Whether it redirects output, and so may create a file. */
  readonly writes: boolean;
}

interface Reader {
  readonly commands: SimpleCommand[];
  words: Word[];
  /** `null` between words. */
  word: Part[] | null;
  /** Whether the shell changes the word. */
  isUnknown: boolean;
  /** Whether the next word is the target of a redirection. */
  isTarget: boolean;
  /** Whether the command redirects output. */
  writes: boolean;
}

/**
 * The simple commands of a shell command.
 *
 * Reading stops where only a shell could go on: at a substitution, a group or a here-document. The words before it count.
 */
export function simpleCommands(parts: readonly Part[]): SimpleCommand[] {
  const reader: Reader = { commands: [], words: [], word: null, isUnknown: false, isTarget: false, writes: false };
  for (const part of parts) {
    if (typeof part !== "string") (reader.word ??= []).push(part);
    else if (!readText(part, reader)) {
      // The word at which reading stopped is not completely known.
      reader.isUnknown = true;
      endCommand(reader, "?");
      return reader.commands;
    }
  }
  endCommand(reader, "\n");
  return reader.commands;
}

/** Whether the text was read to its end. */
function readText(text: string, reader: Reader): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const next = text[i + 1];
    if (char === "'" || char === '"') {
      const end = readQuoted(text, i, reader);
      if (end === undefined) return false;
      i = end;
    } else if (char === "\\") {
      if (next !== "\n") add(next ?? "", reader);
      i++;
    } else if (char === "`" || char === "(" || char === ")" || (char === "$" && next === "(")) return false;
    else if (char === "#" && reader.word === null) {
      i = text.indexOf("\n", i) === -1 ? text.length : text.indexOf("\n", i) - 1;
    } else if (char === " " || char === "\t") endWord(reader);
    else if (char === "<" || char === ">" || (char === "&" && next === ">")) {
      const operator = /^(?:&>>?|[<>]&|>>|>\||<>|<<-?|[<>])/.exec(text.slice(i))![0];
      if (operator.startsWith("<<")) return false;
      if (reader.word !== null && /^\d+$/.test(reader.word.join(""))) reader.word = null;
      endWord(reader);
      reader.isTarget = true;
      reader.writes ||= operator.includes(">");
      i += operator.length - 1;
    } else if (/[;&|\n]/.test(char)) {
      const operator = next === char && char !== "\n" ? char + char : char;
      endCommand(reader, operator);
      i += operator.length - 1;
    } else {
      if (/[$*?[{}]/.test(char) || (char === "~" && reader.word === null)) reader.isUnknown = true;
      add(char, reader);
    }
  }
  return true;
}

// Returns the index of the closing quote; `undefined` if there is none, or if the shell replaces something in the quotes.
function readQuoted(text: string, start: number, reader: Reader): number | undefined {
  const quote = text[start]!;
  add("", reader);
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i]!;
    if (char === quote) return i;
    if (quote === '"' && char === "\\" && /["\\$`\n]/.test(text[i + 1] ?? "")) add(text[++i]!, reader);
    else if (quote === '"' && (char === "`" || (char === "$" && text[i + 1] === "("))) return undefined;
    else {
      if (quote === '"' && char === "$") reader.isUnknown = true;
      add(char, reader);
    }
  }
  return undefined;
}

function add(text: string, reader: Reader): void {
  const word = reader.word ??= [];
  const last = word.at(-1);
  if (typeof last === "string") word[word.length - 1] = last + text;
  else word.push(text);
}

function endWord(reader: Reader): void {
  if (reader.word === null) return;
  if (!reader.isTarget) reader.words.push(reader.isUnknown ? undefined : reader.word);
  reader.word = null;
  reader.isUnknown = false;
  reader.isTarget = false;
}

function endCommand(reader: Reader, end: string): void {
  endWord(reader);
  reader.isTarget = false;
  const { words, writes } = reader;
  if (words.length > 0) reader.commands.push({ words, end, writes });
  reader.words = [];
  reader.writes = false;
}

/**
 * The options that a program takes before the program or script that it starts: `nice -n 10`, `python -u`, `torchrun`. After
 * any other option, the rest is unknown.
 */
export interface Starter {
  /** Options without an argument. `--name=value` is always one. */
  readonly flags?: RegExp;
  /** Options whose argument is the next word. */
  readonly withArgument?: RegExp;
  /** A subcommand that comes first: `run` of `uv run`. */
  readonly subcommand?: string;
  /** The number of other words before the program: the duration of `timeout`. */
  readonly before?: number;
  /** Whether the program is looked up elsewhere, in a virtual environment. */
  readonly ownPath?: true;
}

/** Programs that start another program, with its arguments. */
const LAUNCHERS: Readonly<Record<string, Starter>> = {
  env: { flags: /^(-i|-|--ignore-environment)$/, withArgument: /^(-u|--unset)$/ },
  nice: { flags: /^-(n-?)?\d+$/, withArgument: /^(-n|--adjustment)$/ },
  nohup: {},
  setsid: { flags: /^(-w|--wait)$/ },
  time: { flags: /^-[pv]$/ },
  timeout: {
    flags: /^(--foreground|--preserve-status|-v|--verbose)$/,
    withArgument: /^(-s|-k|--signal|--kill-after)$/,
    before: 1,
  },
  stdbuf: { flags: /^-[ioe]./, withArgument: /^-[ioe]$/ },
  ionice: { flags: /^-([cn]\d|t)$/, withArgument: /^-[cn]$/ },
  taskset: { flags: /^(-c|--cpu-list)$/, before: 1 },
  numactl: {},
  mpirun: {
    flags: /^(--allow-run-as-root|--oversubscribe|-q|--quiet)$/,
    withArgument: /^(-n|-np|--np|-N|-H|--host|--hostfile|--bind-to|--map-by)$/,
  },
  srun: { flags: /^(--exclusive|--pty|-u|--unbuffered)$/, withArgument: /^-[nNcptGJw]$/ },
  uv: {
    subcommand: "run",
    flags: /^(--no-sync|--frozen|--locked|-q|--quiet|--isolated|--offline|--active|--all-extras)$/,
    withArgument: /^(--with|-p|--python|--extra|--group)$/,
    ownPath: true,
  },
  poetry: { subcommand: "run", ownPath: true },
  pipenv: { subcommand: "run", ownPath: true },
  pdm: { subcommand: "run", ownPath: true },
  conda: {
    subcommand: "run",
    flags: /^(--no-capture-output|--live-stream|-v)$/,
    withArgument: /^(-n|-p|--name|--prefix)$/,
    ownPath: true,
  },
};
const SAME_LAUNCHERS: Readonly<Record<string, string>> = { mpiexec: "mpirun", mamba: "conda", micromamba: "conda" };

const PYTHON: Starter = {
  flags: /^-([bBdEiIOPqsSuvx]+|[WX].+)$/,
  withArgument: /^-[bBdEiIOPqsSuvx]*[WX]$/,
};
const SHELL: Starter = {
  flags: /^([-+][abefhimnuvxCEHPTlr]+|--(login|norc|noprofile|posix))$/,
  withArgument: /^[-+][abefhimnuvxCEHPTlr]*o$/,
};

/** Programs that run a script, by their names. */
const INTERPRETERS: readonly (readonly [RegExp, Starter])[] = [
  [/^(python|pypy)[\d.]*$/, PYTHON],
  [/^(sh|bash|dash|zsh|ksh)$/, SHELL],
  [/^deno$/, {
    subcommand: "run",
    flags:
      /^(-[AqrNRWESI]+|--(allow|deny|no|unstable|inspect)-[\w-]+|--(quiet|reload|check|frozen|cached-only|watch|inspect))$/,
    withArgument: /^(-c|--config|--import-map|--cert|--location|--seed|--ext|-L|--log-level)$/,
  }],
  [/^node$/, {
    flags: /^--(inspect|inspect-brk|no-warnings|enable-source-maps|expose-gc|trace-[\w-]+)$/,
    withArgument: /^(-r|--require|--import|--loader|-C|--conditions)$/,
  }],
  [/^Rscript$/, { flags: /^--(vanilla|slave|verbose|no-[\w-]+)$/ }],
  [/^(julia|perl|ruby|php|lua|octave)$/, {}],
  [/^torchrun$/, {
    flags: /^--standalone$/,
    withArgument:
      /^--(nproc[-_]per[-_]node|nnodes|node[-_]rank|rdzv[-_][\w-]+|master[-_](addr|port)|max[-_]restarts|log[-_]dir)$/,
  }],
  [/^accelerate$/, {
    subcommand: "launch",
    flags: /^--(multi_gpu|cpu|tpu|use_deepspeed|use_fsdp|debug)$/,
    withArgument:
      /^--(num_processes|num_machines|machine_rank|mixed_precision|main_process_(port|ip)|config_file|gpu_ids|dynamo_backend)$/,
  }],
  [/^deepspeed$/, { withArgument: /^--(num_gpus|num_nodes|include|exclude|master_(port|addr)|hostfile)$/ }],
  [/^coverage$/, { subcommand: "run", flags: /^(-a|-p|--append|--branch|--parallel-mode)$/ }],
];

/** The options of a program that starts another program; `undefined` for any other program. */
export function launcherOf(program: string): Starter | undefined {
  const name = SAME_LAUNCHERS[program] ?? program;
  return Object.hasOwn(LAUNCHERS, name) ? LAUNCHERS[name] : undefined;
}

/** The options of a program that runs a script; `undefined` for any other program. */
export function interpreterOf(program: string): Starter | undefined {
  return INTERPRETERS.find(([name]) => name.test(program))?.[1];
}

/** The text of a word; `undefined` if it has placeholders or is not known. */
export function literal(word: Word): string | undefined {
  if (word === undefined || word.some((part) => typeof part !== "string")) return undefined;
  return word.join("");
}

/**
 * The words after the options of a starter.
 *
 * @param words its arguments
 * @returns `undefined` if there are none, or if an option is unknown
 */
export function afterOptions(words: readonly Word[], starter: Starter): readonly Word[] | undefined {
  let at = 0;
  if (starter.subcommand !== undefined && literal(words[at++]) !== starter.subcommand) return undefined;
  for (; at < words.length; at++) {
    const word = words[at];
    const text = literal(word);
    if (text === "--") {
      at++;
      break;
    }
    if (text === undefined ? !startsAsOption(word) : !/^[-+]./.test(text) && !starter.flags?.test(text)) break;
    if (text === undefined) continue;
    // With these options, the command runs in a container or another directory, with other files.
    if (/^--[\w-]*(container|image|chdir|directory|cwd|wdir|workdir|root)/.test(text)) return undefined;
    if (starter.withArgument?.test(text)) at++;
    else if (!/^--[\w-]+=/.test(text) && !starter.flags?.test(text)) return undefined;
  }
  const rest = words.slice(at + (starter.before ?? 0));
  return rest.length === 0 ? undefined : rest;
}

// Whether a word starts like an option: `--lr={lr}`.
function startsAsOption(word: readonly Part[] | undefined): boolean {
  const first = word?.[0];
  return typeof first === "string" && /^--[\w-]+=/.test(first);
}
