/**
 * Commands with placeholders: `python train.py --config {config} --seed {seed}`.
 *
 * `{{` and `}}` are braces. A string is a shell command, in which every value is quoted; a list is an argument vector,
 * one process without a shell.
 */

/** A piece of a template: literal text, or the placeholder whose value stands there. */
export type Part = string | { readonly placeholder: string };

/** A parsed command or text. */
export interface Template {
  /** `shell`: one line for a shell; `argv`: a word an argument; `text`: plain text, nothing quoted. */
  readonly form: "shell" | "argv" | "text";
  readonly words: readonly (readonly Part[])[];
}

/** Placeholders that become several arguments. */
const SEVERAL: ReadonlySet<string> = new Set(["args", "overrides"]);

/**
 * Parses a command.
 *
 * @param source a string (for a shell) or a list of arguments
 * @param form `text` for a string that no shell sees
 * @throws {SyntaxError} for a lone brace, a placeholder within shell quotes, an empty command
 */
export function parseTemplate(source: string | readonly string[], form: "command" | "text" = "command"): Template {
  if (typeof source !== "string") {
    if (source.length === 0) throw new SyntaxError("it is an empty list: expected a program and its arguments");
    const words = source.map(parseParts);
    for (const word of words) {
      const several = word.find((part) => typeof part !== "string" && SEVERAL.has(part.placeholder));
      if (several !== undefined && word.length > 1) {
        throw new SyntaxError(`{${(several as { placeholder: string }).placeholder}} must be an argument of its own`);
      }
    }
    return { form: "argv", words };
  }
  if (source.trim() === "" && form === "command") throw new SyntaxError("it is empty: expected a command");
  const parts = parseParts(source);
  if (form === "command") checkQuoting(parts);
  return { form: form === "command" ? "shell" : "text", words: [parts] };
}

function parseParts(source: string): Part[] {
  if (source.includes("\0")) throw new SyntaxError("it holds a NUL character, which no process can be given");
  const parts: Part[] = [];
  let literal = "";
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!;
    if (char !== "{" && char !== "}") literal += char;
    else if (source[i + 1] === char) {
      literal += char;
      i++;
    } else if (char === "}") throw new SyntaxError(`it has a lone "}": write "}}" for a brace`);
    else {
      const end = source.indexOf("}", i);
      const name = source.slice(i + 1, end === -1 ? undefined : end);
      if (end === -1 || !/^[\w~][\w.~/-]*$/.test(name)) {
        const shell = source[i - 1] === "$" ? ` (the shell's \${${name}} is \${{${name}}} here)` : "";
        throw new SyntaxError(`"{${name.slice(0, 40)}" is no placeholder: write "{{" and "}}" for braces${shell}`);
      }
      if (literal !== "") parts.push(literal);
      literal = "";
      parts.push({ placeholder: name });
      i = end;
    }
  }
  if (literal !== "") parts.push(literal);
  return parts;
}

// What a value's own quotes would not survive: other quotes around them, a backslash or a dollar sign before them, a comment.
function checkQuoting(parts: readonly Part[]): void {
  let quote = "";
  let before = "";
  // The word that ends a here-document whose lines begin after this one.
  let here: string | undefined;
  for (const part of parts) {
    if (typeof part !== "string") {
      const name = part.placeholder;
      if (quote === "#") throw new SyntaxError(`the placeholder {${name}} stands in a comment`);
      if (quote === "<<") {
        throw new SyntaxError(
          `the placeholder {${name}} stands in a here-document, where its value cannot be quoted: use a variable of the environment`,
        );
      }
      if (quote !== "") {
        throw new SyntaxError(
          `the placeholder {${name}} stands inside ${quote} quotes: values are quoted already, take the quotes away`,
        );
      }
      if (before === "$") {
        throw new SyntaxError(
          `"\${${name}}" is a placeholder behind a "$": the shell's \${${name}} is \${{${name}}} here`,
        );
      }
      if (before === "\\") {
        throw new SyntaxError(`the placeholder {${name}} stands behind a backslash, which would break its quotes`);
      }
      before = "}";
      continue;
    }
    for (let i = 0; i < part.length; i++) {
      const char = part[i]!;
      if (quote === "<<") {
        const end = new RegExp(`\n\t*${here}(\n|$)`).exec(part.slice(i - 1));
        if (end === null) break;
        i += end.index + end[0].length - 2;
        [quote, here] = ["", undefined];
        continue;
      }
      if (quote === "#") quote = char === "\n" ? "" : quote;
      else if (char === "\\" && quote !== "'") {
        i++;
        before = i === part.length ? "\\" : "";
        continue;
      } else if (quote !== "") quote = char === quote ? "" : quote;
      else if (char === "'" || char === '"' || char === "`") quote = char;
      else if (char === "<" && before !== "<" && here === undefined) {
        here = /^<<-?[ \t]*\\?(['"]?)(\w+)\1/.exec(part.slice(i))?.[2];
      } else if (char === "#" && (before === "" || /[\s;&|()]/.test(before))) quote = "#";
      if (char === "\n" && here !== undefined && quote === "") quote = "<<";
      before = char;
    }
  }
}
