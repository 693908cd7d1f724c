/** Splits a command for a shell into its simple commands and their words, as far as they are known before it runs. */
import type { Part } from "../../grid/template.ts";

/** A word of a command; `undefined` if only the shell knows its value (`$X`, `*.py`, `~`). */
export type Word = readonly Part[] | undefined;

/** A simple command, without its redirections. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  /** The operator that ends it: `;`, `&&`, `||`, `|`, `&`, a newline, or `?` where the text is too complex to go on. */
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
 * Reading stops at what needs a shell to understand: a substitution, a group, a here-document. The words before it count.
 */
export function simpleCommands(parts: readonly Part[]): SimpleCommand[] {
  const reader: Reader = { commands: [], words: [], word: null, isUnknown: false, isTarget: false, writes: false };
  for (const part of parts) {
    if (typeof part !== "string") (reader.word ??= []).push(part);
    else if (!readText(part, reader)) {
      // The word that is cut off is not known.
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
