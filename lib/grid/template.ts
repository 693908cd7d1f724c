/**
 * Parses commands with placeholders: `python train.py --config {config} --seed {seed}`.
 *
 * `{{` and `}}` stand for literal braces. A string is a command for a shell, and the values of placeholders are quoted in
 * it. A list is a program and its arguments, started without a shell.
 */

/** A part of a template: literal text or a placeholder. */
export type Part = string | { readonly placeholder: string };

/** A parsed command or text. */
export interface Template {
  /** `shell`: a single word, the shell command; `argv`: one word per argument; `text`: a single word, without quoting. */
  readonly form: "shell" | "argv" | "text";
  /** The words of the command, each a list of parts. */
  readonly words: readonly (readonly Part[])[];
}

/** Placeholders that expand to several arguments. */
const SEVERAL: ReadonlySet<string> = new Set(["args", "overrides"]);

/**
 * Parses a command.
 *
 * @param source a command for a shell, or a list of arguments
 * @param form `text` for a string that is not passed to a shell
 * @throws {SyntaxError} for an unmatched brace, a placeholder where its value cannot be quoted, or an empty command
 */
export function parseTemplate(source: string | readonly string[], form: "command" | "text" = "command"): Template {
  if (typeof source !== "string") {
    if (source.length === 0) throw new SyntaxError("expected a program and its arguments, got an empty list");
    const words = source.map(parseParts);
    for (const word of words) {
      const several = word.find((part) => typeof part !== "string" && SEVERAL.has(part.placeholder));
      if (several !== undefined && word.length > 1) {
        const name = (several as { placeholder: string }).placeholder;
        throw new SyntaxError(`{${name}} stands for several arguments: make it a separate item of the list`);
      }
    }
    return { form: "argv", words };
  }
  if (source.trim() === "" && form === "command") throw new SyntaxError("expected a command, got an empty string");
  const parts = parseParts(source);
  if (form === "command") checkQuoting(parts);
  return { form: form === "command" ? "shell" : "text", words: [parts] };
}

function parseParts(source: string): Part[] {
  if (source.includes("\0")) throw new SyntaxError("it contains a NUL character, which cannot be passed to a process");
  const parts: Part[] = [];
  let literal = "";
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!;
    if (char !== "{" && char !== "}") literal += char;
    else if (source[i + 1] === char) {
      literal += char;
      i++;
    } else if (char === "}") throw new SyntaxError(`unmatched "}": write "}}" for a literal brace`);
    else {
      const end = source.indexOf("}", i);
      const name = source.slice(i + 1, end === -1 ? undefined : end);
      if (end === -1 || !/^[\w~][\w.~/-]*$/.test(name)) {
        const hint = source[i - 1] === "$" ? `, and \${{${name}}} for the shell variable` : "";
        throw new SyntaxError(
          `"{${name.slice(0, 40)}" is not a placeholder: write "{{" and "}}" for literal braces${hint}`,
        );
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

// Values are quoted when they are filled in. That does not work inside other quotes, comments and here-documents, nor after a
// backslash or a dollar sign.
function checkQuoting(parts: readonly Part[]): void {
  let quote = "";
  let before = "";
  // The delimiter of a here-document that starts on the next line.
  let here: string | undefined;
  for (const part of parts) {
    if (typeof part !== "string") {
      const name = part.placeholder;
      if (quote === "#") throw new SyntaxError(`placeholder {${name}} is in a comment`);
      if (quote === "<<") {
        throw new SyntaxError(
          `placeholder {${name}} is in a here-document, where its value cannot be quoted: use an environment variable`,
        );
      }
      if (quote !== "") {
        throw new SyntaxError(
          `placeholder {${name}} is inside ${quote} quotes: values are quoted automatically, remove these quotes`,
        );
      }
      if (before === "$") {
        throw new SyntaxError(`placeholder {${name}} follows a "$": write \${{${name}}} for the shell variable`);
      }
      if (before === "\\") {
        throw new SyntaxError(`placeholder {${name}} follows a backslash, which would break its quoting`);
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

/** The key of the configuration that a placeholder refers to; `undefined` for reserved names. */
export function configKey(placeholder: string): string | undefined {
  if (RESERVED.has(placeholder)) return undefined;
  return placeholder.startsWith("config.") ? placeholder.slice(7) : placeholder;
}

/** Placeholders that are not keys of the configuration. */
export const RESERVED: ReadonlySet<string> = new Set([
  ..."config dir test_dir test_name checkpoint id name repetition seed attempt grid_dir grid_name cpus_per_run gpus_per_run"
    .split(" "),
  ..."trainer tester li ll tensorboard args overrides".split(" "),
]);

/** The names of the placeholders in a template, without duplicates. */
export function placeholders(template: Template): string[] {
  const names = template.words.flat().flatMap((part) => typeof part === "string" ? [] : [part.placeholder]);
  return [...new Set(names)];
}
