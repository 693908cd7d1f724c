/** Parses the output of a trainer's `--help`: that of argparse, click, typer, absl and similar libraries. */
import { printable } from "../messages/printable.ts";

/** An option of a trainer that takes a value. */
export interface TrainerOption {
  /** Without leading dashes: `batch-size`. */
  readonly name: string;
  /** The values that it takes, if they are listed. */
  readonly choices?: readonly string[];
  /** As printed, without quotes. */
  readonly default?: string;
  /** One line, without the default. */
  readonly description: string;
}

/** The command line of a trainer. */
export interface TrainerHelp {
  /** Options with one value each, in their order. Flags without a value and lists are left out. */
  readonly options: readonly TrainerOption[];
  /** Required arguments, as the usage shows them: `--data DATA`. Empty if there are none. */
  readonly required: string;
}

/** An option as it was printed. */
interface Entry {
  /** `-o {sgd,adam}, --optimizer {sgd,adam}` */
  readonly head: string;
  readonly description: string;
}

/** Parses the help of a trainer. Lines that match no rule are ignored. */
export function parseHelp(text: string): TrainerHelp {
  // typer draws boxes around options.
  const lines = text.split(/\r?\n/).map((line) => printable(line).replaceAll(/[│╭╮╰╯─]/g, " ").trimEnd());
  return { options: entriesOf(lines).flatMap(optionOf), required: requiredIn(lines) };
}

// Descriptions begin after two spaces or more, or in the next line.
function entriesOf(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let isEntry = false;
  for (const line of lines) {
    const [, start] = /^ {1,8}\*? *(-{1,2}[A-Za-z[].*)$/.exec(line) ?? [];
    if (start !== undefined) {
      // absl: `--lr: the learning rate`.
      const [, head, description = ""] = /^(--[\w[\].-]+): +(.*)$/.exec(start) ?? /^(.+?)(?: {2,}(.*))?$/.exec(start)!;
      entries.push(withMetavar(head!, description));
      isEntry = true;
    } else if (isEntry && /^ {4,}\S/.test(line)) {
      const { head, description } = entries.pop()!;
      entries.push({ head, description: `${description} ${line.trim()}`.trim() });
    } else isEntry = false;
  }
  return entries;
}

// typer has the metavar in a separate column: `--lr   FLOAT   Learning rate`.
function withMetavar(head: string, text: string): Entry {
  const [, metavar, description] = /^([A-Z][A-Z ]*?|\[[^\]]*\|[^\]]*\])(?: {2,}(.*)|$)/.exec(text) ?? [];
  if (metavar === undefined || /[ =]/.test(head)) return { head, description: text };
  return { head: `${head} ${metavar}`, description: description ?? "" };
}

function optionOf({ head, description }: Entry): TrainerOption[] {
  // `--cuda / --no-cuda`, `--cuda, --no-cuda`, `--[no]cuda`
  const [, name, rest] = /--([A-Za-z][\w.-]*)(.*)$/.exec(head) ?? [];
  if (name === undefined || /--(?:no-|\[no)/.test(head)) return [];
  const isAbsl = rest === "" && /\(an? (?:number|integer|string)\b/.test(description);
  const metavar = rest!.replace(/,? *-{1,2}[A-Za-z].*$/, "").replace(/^=/, "").trim();
  const choices = choicesIn(metavar);
  const isList = /\.\.\.|\S \[|^\[[^|]*\]$/.test(metavar) ||
    / /.test(metavar.replace(/ RANGE$/, "").replace(/, /g, ","));
  if (metavar === "" ? !isAbsl : isList) return [];
  const value = defaultIn(description);
  return [{
    name,
    ...(choices !== undefined && { choices }),
    ...(value !== undefined && { default: value }),
    description: withoutDefault(description),
  }];
}

// `{sgd,adam}`, `[sgd|adam]`
function choicesIn(metavar: string): string[] | undefined {
  const [, braces, brackets] = /^(?:\{(.+)\}|[[<](.+\|.+)[\]>])$/.exec(metavar) ?? [];
  const choices = braces?.split(/, ?/) ?? brackets?.split("|");
  return choices?.map((choice) => choice.trim()).filter((choice) => choice !== "");
}

const DEFAULT = /[([] *defaults?(?: value)?(?: is| to)?[:=]? *((?:[^()[\];]|\[[^\]]*\])*)(?:;[^)\]]*)?[)\]]/i;

function defaultIn(description: string): string | undefined {
  const [, bracketed] = DEFAULT.exec(description) ?? [];
  const [, bare] = /\bdefaults?(?: value)?(?: is| to)?[:=]? +([^\s,;()]+?)\.?(?=[\s,;]|$)/i.exec(description) ?? [];
  const value = (bracketed ?? bare)?.trim().replace(/^(['"])(.*)\1$/, "$2");
  return value === undefined || value === "" || value === "None" ? undefined : value;
}

function withoutDefault(description: string): string {
  return description.replace(DEFAULT, "").replaceAll(/\(an? (?:number|integer|string)\)/g, "").replaceAll(/ {2,}/g, " ")
    .trim();
}

// The required arguments: what the usage shows outside of brackets.
function requiredIn(lines: readonly string[]): string {
  const start = lines.findIndex((line) => /^ *usage:/i.test(line));
  if (start < 0) return "";
  const end = lines.findIndex((line, index) => index > start && /^\s*$|:$/.test(line));
  const usage = lines.slice(start, end < 0 ? undefined : end).map((line) => line.trim()).join(" ");
  let rest = usage.replace(/^usage: *(?:\S+ )*?\S+\.py\b|^usage: *\S+/i, "");
  for (let before = ""; before !== rest;) [before, rest] = [rest, rest.replaceAll(/\[[^[\]]*\](?:\.\.\.)?/g, "")];
  return rest.replaceAll(/\s+/g, " ").trim();
}
