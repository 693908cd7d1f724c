/** Parses the output of a trainer's `--help`: that of argparse, click, typer, tyro, absl, jsonargparse and Hydra. */
import { printable } from "../messages/printable.ts";
import { parseHydraHelp } from "./parse_hydra_help.ts";
import { type Library, listItems, type Takes, type TrainerHelp, type TrainerOption, unquoted } from "./trainer_help.ts";

/** An option as it was printed. */
interface Entry {
  /** `-o {sgd,adam}, --optimizer {sgd,adam}` */
  readonly head: string;
  readonly description: string;
}

const MAX_LINES = 20_000;
const MAX_LINE = 4_000;
const MAX_DESCRIPTION = 4_000;

/**
 * Parses the help of a trainer. Lines that match no rule are ignored.
 *
 * @param command the command whose help it is: `fit`
 */
export function parseHelp(text: string, command?: string): TrainerHelp {
  const printed = text.split(/\r?\n/, MAX_LINES).map((line) => printable(line.slice(0, MAX_LINE)).trimEnd());
  if (printed.some((line) => /\bpowered by hydra\b/i.test(line))) return parseHydraHelp(printed);
  const library = libraryOf(printed);
  // typer and tyro draw boxes around options.
  const lines = printed.map((line) => line.replaceAll(/[│╭╮╰╯─]/g, " ").trimEnd());
  const usage = usageLines(lines);
  const required = requiredIn(usage.text, command);
  const { entries, arguments: described, commands } = entriesOf(lines.toSpliced(usage.start, usage.count), library);
  const listed = commandsIn(usage.text).filter((name) => !commands.includes(name));
  const options = withoutNegations(entries.flatMap((entry) => optionOf(entry, library)));
  return {
    library,
    options: options.map((option) =>
      required.options.has(option.name) || option.aliases.some((name) => required.options.has(name))
        ? { ...option, isRequired: true }
        : option
    ),
    positionals: required.positionals.filter((name) => !commands.includes(name)).map((name) => ({
      name,
      description: described.get(name.toLowerCase()) ?? "",
    })),
    commands: [...commands, ...listed],
  };
}

function libraryOf(lines: readonly string[]): Library | undefined {
  const has = (pattern: RegExp) => lines.some((line) => pattern.test(line));
  if (has(/^Try --helpfull to get a list of all flags|^absl\.app:$/)) return "absl";
  if (has(/^╭─ (?:Options|Arguments|Commands) ─/)) return "typer";
  if (has(/^╭─ .*\b(?:options|arguments|subcommands) ─/)) return "tyro";
  if (has(/--print_config\b|\(type: .*default: /)) return "jsonargparse";
  if (has(/^ *Usage: /) && has(/^ +(?:-h, )?--help +Show this message and exit\./)) return "click";
  return has(/^ *usage: /) ? "argparse" : undefined;
}

interface Entries {
  readonly entries: readonly Entry[];
  /** Descriptions of arguments without dashes, by their names in lower case. */
  readonly arguments: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
}

const OPTION = /^ {1,8}(?:\* +)?(-{1,2}[A-Za-z?[].*)$/;

// Descriptions begin after two spaces or more, or in the next line.
function entriesOf(lines: readonly string[], library: Library | undefined): Entries {
  const entries: Entry[] = [];
  const described = new Map<string, string>();
  const commands: string[] = [];
  let last: ((more: string) => void) | undefined;
  let section: "options" | "arguments" | "commands" = "options";
  for (const line of lines) {
    const heading = /^ {0,3}(\S[^:]*?):?$/.exec(line)?.[1] ?? "";
    if (/^ ?(?:positional arguments|arguments)\b/i.test(heading)) section = "arguments";
    else if (/^ *(?:sub)?commands\b/i.test(heading)) section = "commands";
    else if (/^ *(?:options|optional arguments)$/i.test(heading)) section = "options";
    const [, start] = OPTION.exec(line) ?? [];
    if (start !== undefined) {
      const entry = splitOption(start, library);
      entries.push(entry);
      last = (more) => {
        const { head, description } = entries.pop()!;
        entries.push({ head, description: join(description, more) });
      };
      continue;
    }
    const [, indent, word, text = ""] = /^( {1,6})(?:\* +)?(\{?[\w.,-]+\}?)(?: {2,}(\S.*))?$/.exec(line) ?? [];
    if (section !== "options" && word !== undefined && (text !== "" || indent!.length < 4)) {
      const name = word.replaceAll(/[{}]/g, "");
      // argparse lists commands below the argument that names them.
      if (section === "commands" || indent!.length === 4) commands.push(name);
      else described.set(name.toLowerCase(), positionalText(text, library));
      last = section === "arguments" && indent!.length !== 4
        ? (more) => described.set(name.toLowerCase(), join(described.get(name.toLowerCase())!, more))
        : undefined;
    } else if (last !== undefined && /^ {4,}\S/.test(line)) last(line.trim());
    else if (line.trim() !== "" || library !== "tyro") last = undefined;
  }
  return { entries, arguments: described, commands };
}

function join(text: string, more: string): string {
  return `${text} ${more}`.trim().slice(0, MAX_DESCRIPTION);
}

function positionalText(text: string, library: Library | undefined): string {
  const metavar = library === "typer" ? /^(?:<[^<>]+>|[A-Z]+)(?: {2,}|$)/.exec(text)?.[0] : undefined;
  return withoutDefault(text.slice(metavar?.length ?? 0));
}

// `{fit,test} ...`
function commandsIn(usage: string): string[] {
  return /\{([\w,-]+)\} \.\.\.(?: |$)/.exec(usage)?.[1]?.split(",") ?? [];
}

function splitOption(start: string, library: Library | undefined): Entry {
  if (library === "absl") {
    const [, head, description] = /^((?:-.,)?--[\w[\].-]+):(?: +(.*))?$/.exec(start) ?? [];
    if (head !== undefined) {
      const [, choices, rest] = /^(<[^<>]+\|[^<>]+>): ?(.*)$/.exec(description ?? "") ?? [];
      return choices === undefined
        ? { head, description: description ?? "" }
        : { head: `${head} ${choices}`, description: rest! };
    }
  }
  const [, head, description = ""] = /^(.+?)(?: {2,}(.*))?$/.exec(start)!;
  if (library !== "typer") return { head: head!, description };
  // typer has columns: `--batch-size  -b    INTEGER   Batch size.`
  const columns = start.split(/ {2,}/);
  const names: string[] = [];
  while (/^-{1,2}[\w-]+(?:,-{1,2}[\w-]+)*$/.test(columns[0] ?? "")) names.push(columns.shift()!);
  const metavar = /^(?:[A-Z][A-Z ]*|<[^<>]+>|\[[^\]]*\|[^\]]*\])$/.test(columns[0] ?? "") ? columns.shift() : undefined;
  return {
    head: `${names.join(", ")}${metavar === undefined ? "" : ` ${metavar}`}`,
    description: columns.join(" "),
  };
}

function optionOf({ head, description }: Entry, library: Library | undefined): TrainerOption[] {
  const names = Array.from(head.matchAll(/(?:^|[\s,])--([A-Za-z[](?:[\w.[\]-]*[\w\]])?\+?)/g), ([, name]) => name!);
  const [first] = names;
  if (first === undefined) return [];
  const name = first.replace(/^\[no\]/, "");
  const isNegated = (other: string) => other !== name && /^no[-_]|\.no[-_]/.test(other) && sameWords(other, name);
  const negation = names.find(isNegated);
  // `--lr LR, --learning-rate LR` has its metavar twice.
  const metavar = head.slice(head.lastIndexOf(`--${names.at(-1)}`) + names.at(-1)!.length + 2).replace(
    /^(?:,? -\w\b)+/,
    "",
  )
    .replace(/^[=\s]+/, "").trim();
  const all = description.replaceAll(/ {2,}/g, " ");
  const text = defaultIn(all);
  const choices = choicesIn(metavar);
  const takes = takesOf({ name, metavar, choices, text, description: all, library, negation, isAbsl: first !== name });
  const aliases = names.slice(1).filter((other) => other !== negation && !other.endsWith("+"));
  const value = text === undefined ? undefined : defaultOf(text, takes, choices, name);
  const isPlainChoice = choices !== undefined && takes.kind === "value";
  return [{
    name,
    aliases,
    takes,
    ...(isPlainChoice && { choices }),
    ...(value !== undefined && { default: value }),
    description: withoutDefault(all),
    isRequired: /[[(]required\b/.test(all) && !/^help$/.test(name),
  }];
}

// `model.no-use-bn` is `model.use-bn`.
function sameWords(negated: string, name: string): boolean {
  return negated.replace(/^no[-_]|(?<=\.)no[-_]/, "").replaceAll("_", "-") === name.replaceAll("_", "-");
}

interface Shape {
  readonly name: string;
  readonly metavar: string;
  readonly choices: readonly string[] | undefined;
  readonly text: string | undefined;
  readonly description: string;
  readonly library: Library | undefined;
  readonly negation: string | undefined;
  /** Whether absl prints it as `--[no]amp`. */
  readonly isAbsl: boolean;
}

const ACTIONS = /^(?:help|helpfull|helpshort|helpxml|version|print_config|install-completion|show-completion)$|\.help$/;

function takesOf({ name, metavar, choices, text, description, library, negation, isAbsl }: Shape): Takes {
  if (ACTIONS.test(name)) return { kind: "other" };
  if (library === "absl") {
    if (isAbsl) return { kind: "boolean", style: "value" };
    if (/repeat this option to specify a list/.test(description)) return { kind: "list", style: "repeat" };
    if (/\(a (?:comma|whitespace) separated list/.test(description)) return { kind: "list", style: "comma" };
    return { kind: "value" };
  }
  if (library === "jsonargparse" && /^CONFIG$|CLASS_PATH/.test(metavar)) return { kind: "other" };
  if (negation !== undefined) return { kind: "boolean", style: "no-flag" };
  if (metavar === "" || metavar === "<bool>") return { kind: "boolean", style: "flag" };
  if (choices !== undefined && choices.every((choice) => /^(?:true|false|null|none)$/i.test(choice))) {
    return { kind: "boolean", style: "value" };
  }
  // `[X]` takes a value or none. HfArgumentParser has booleans of this kind.
  const isOptional = /^\[[^\s|.]+\]$/.test(metavar);
  if (isOptional && /^(?:true|false)$/i.test(text ?? "")) return { kind: "boolean", style: "value" };
  if (
    /\bItem,\.\.\.|\[ITEM,\.\.\.\]/i.test(metavar) ||
    /\btype: (?:Optional\[)?(?:List|Tuple|Sequence|Iterable|Set)\[/i.test(description)
  ) {
    return { kind: "list", style: "json" };
  }
  if (/^<(?:list|tuple|set)\[/.test(metavar)) return { kind: "list", style: "repeat" };
  const words = choices === undefined ? metavar.replace(/ RANGE$| range>$/i, "").replaceAll(", ", ",") : "";
  if (/\.\.\./.test(words) || / /.test(words) && !/[|{]/.test(words)) return { kind: "list", style: "spaces" };
  if ((library === "click" || library === "typer") && text !== undefined && /^[-\w.]+(?:, [-\w.]+)+$/.test(text)) {
    return { kind: "list", style: "repeat" };
  }
  return { kind: "value" };
}

// `{sgd,adam}`, `[sgd|adam]`, `<sgd|adam>`
function choicesIn(metavar: string): string[] | undefined {
  const [, braces, brackets] = /^(?:\{([^{}]+)\}|[[<]([^[\]<>]+\|[^[\]<>]+)[\]>])$/.exec(metavar) ?? [];
  const choices = braces?.split(/, ?/) ?? brackets?.split("|");
  return choices?.map((choice) => choice.trim()).filter((choice) => choice !== "");
}

// `(default: 0.1)`, `[default: 32; 1<=x<=512]`, `(type: float, default: 0.1)`; brackets within a value are balanced.
const TYPED = /\(type: (?:(?!\(type: ).)*?, default: /;
const BRACKETED = /[([](?:[^()[\]]*?[,;] *)?defaults?(?: value)?(?: is| to)?(?::|=| )+/i;
const BARE = /\bdefaults?(?: value)?(?: is| to)?[:=]? *([^\s,;()]+?)\.?(?=[\s,;]|$)/i;

function defaultIn(description: string): string | undefined {
  const bracketed = bracketedDefault(description);
  const value = bracketed?.value ?? BARE.exec(description)?.[1];
  if (value === undefined || /^(?:None|null|NOTHING|)$/.test(value)) return undefined;
  return unquoted(value);
}

function bracketedDefault(description: string): { value: string; start: number; end: number } | undefined {
  const found = TYPED.exec(description) ?? BRACKETED.exec(description);
  if (found === null) return undefined;
  const from = found.index + found[0].length;
  const open: string[] = [description[found.index]!];
  for (let at = from; at < description.length; at++) {
    const character = description[at]!;
    if (character === "(" || character === "[") open.push(character);
    else if (character === ")" || character === "]") {
      open.pop();
      if (open.length === 0) {
        // What follows within the brackets is no part of it: `; required`, `, known subclasses: …`.
        const value = description.slice(from, at).replace(/(?:;|, (?:known|env|advanced)\b).*$/, "");
        return { value: value.trim(), start: found.index, end: at + 1 };
      }
    }
  }
  return undefined;
}

function withoutDefault(description: string): string {
  const found = bracketedDefault(description);
  const rest = found === undefined ? description : description.slice(0, found.start) + description.slice(found.end);
  return rest.replaceAll(
    /;? ?repeat this option to specify a list of values|\(a (?:comma|whitespace) separated list\)/g,
    "",
  )
    .replaceAll(
      /\(an? (?:[\w-]+ )?(?:number|integer|string)\)|\(type: [^()]*\)|[([]required(?:, type: [^()]*)?[)\]]/g,
      "",
    )
    .replaceAll(/\[env var: \w+\]|\[[\d.]*<?=?x[^\]]*\]/g, "").replaceAll(/ {2,}/g, " ").trim();
}

function defaultOf(
  text: string,
  takes: Takes,
  choices: readonly string[] | undefined,
  name: string,
): string | readonly string[] | undefined {
  if (takes.kind === "list") return listItems(text);
  if (takes.kind === "boolean") {
    // click writes the flag that is the default.
    if (sameWords(text, name) && text !== name) return "false";
    return /^(?:true|1)$/i.test(text) || text.replaceAll("_", "-") === name.replaceAll("_", "-") ? "true" : "false";
  }
  // Enumerations of Python: `Optimizer.sgd`.
  const short = text.replace(/^\w+\./, "");
  return choices !== undefined && !choices.includes(text) && choices.includes(short) ? short : text;
}

// HfArgumentParser has `--no_use_pooler` beside `--use_pooler [USE_POOLER]`.
function withoutNegations(options: readonly TrainerOption[]): TrainerOption[] {
  const names = new Set(options.map(({ name }) => name));
  return options.filter(({ name }) => {
    const positive = name.replace(/^no[-_]/, "");
    return positive === name || !names.has(positive);
  });
}

function usageLines(lines: readonly string[]): { text: string; start: number; count: number } {
  const start = lines.findIndex((line) => /^ *usage:/i.test(line));
  if (start < 0) return { text: "", start: 0, count: 0 };
  const end = lines.findIndex((line, index) => index > start && /^\s*$|:$/.test(line));
  const usage = lines.slice(start, end < 0 ? undefined : end);
  return { text: usage.map((line) => line.trim()).join(" "), start, count: usage.length };
}

interface Required {
  readonly options: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

// The required arguments: what the usage shows outside of brackets.
function requiredIn(usage: string, command: string | undefined): Required {
  // The name of the program may have several words. argparse has `[-h]` after it.
  let rest = /^usage: .*? \[-h\]/i.test(usage)
    ? usage.replace(/^usage: .*? \[-h\]/i, "")
    : usage.replace(/^usage: *(?:\S+ )*?\S+\.py\b|^usage: *\S+/i, "");
  for (let before = ""; before !== rest;) [before, rest] = [rest, rest.replaceAll(/\[[^[\]]*\](?:\.\.\.)?/g, "")];
  const words = rest.replaceAll(/\{[^{}]*\} \.\.\./g, "").trim().split(/\s+/).filter((word) => word !== "");
  const options = new Set<string>();
  const positionals: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const [, name] = /^-{1,2}([\w.-]+)$/.exec(word) ?? [];
    if (name !== undefined) {
      options.add(name);
      // Its value.
      if (words[at + 1] !== undefined && !words[at + 1]!.startsWith("-")) at++;
    } else if (word === command && positionals.length === 0) continue;
    else if (/^(?:\||\.\.\.|COMMAND|ARGS\.*|\(|\))$/.test(word)) continue;
    else positionals.push(word.replaceAll(/[{}<>]/g, ""));
  }
  return { options, positionals };
}
