/** Removes from texts what identifies a machine or a person: reports are sent to others. */

/** What to remove. */
export interface Redaction {
  /** Directories and what to write instead; an empty text makes paths in it relative. */
  readonly directories: readonly { readonly path: string; readonly shown: string }[];
  readonly hosts: readonly string[];
  readonly users: readonly string[];
}

/** Removes from a text. */
export interface Redactor {
  /** Makes paths relative, or keeps only their last part. Also replaces characters that HTML and XML cannot have. */
  paths(text: string): string;
  /** Also removes the names of hosts and users. For texts that nobody refers to by name. */
  prose(text: string): string;
}

// An absolute path of at least two parts, also after a colon (`PATH=/a/b:/c/d`) and in the URL of a file. Not the end of a relative
// one, of another URL, or of a closing tag.
const ABSOLUTE = /(?:(?<![\w.\/<~…)\]}*-])|(?<=\bfile:\/\/))\/(?:[\w.+@%=~,-]+\/)+[\w.+@%=~,-]*/g;
// They are the same on every machine.
const SYSTEM = /^\/(?:dev|usr|bin|sbin|etc|proc|sys|lib|lib64)\//;
// Control characters, without tabs and line feeds.
// deno-lint-ignore no-control-regex
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]/g;
// Names that many machines have, and that are words.
const COMMON = new Set(["localhost", "root", "user", "admin", "ubuntu", "debian", "test", "nobody", "docker"]);

/** Creates a redactor. */
export function createRedactor({ directories, hosts, users }: Redaction): Redactor {
  const known = directories.filter(({ path }) => path.startsWith("/") && path.length > 1)
    .sort((a, b) => b.path.length - a.path.length)
    .map(({ path, shown }) => ({ pattern: new RegExp(`(?<![\\w.-])${escape(path)}(/|(?![\\w.-]))`, "g"), shown }));
  const names = [...hosts.map((name) => [name, "HOST"] as const), ...users.map((name) => [name, "USER"] as const)]
    .filter(([name]) => name.length > 2 && !COMMON.has(name))
    .map(([name, shown]) => ({ pattern: new RegExp(`(?<![\\w-])${escape(name)}(?![\\w-])`, "g"), shown }));

  function paths(text: string): string {
    let redacted = text.replaceAll(CONTROLS, "\ufffd");
    if (!text.includes("/")) return redacted;
    for (const { pattern, shown } of known) {
      redacted = redacted.replace(pattern, (_, slash) => {
        if (shown === "") return slash === "/" ? "" : ".";
        return `${shown}${slash}`;
      });
    }
    return redacted.replaceAll(ABSOLUTE, (path) => SYSTEM.test(path) ? path : `…/${lastPart(path)}`);
  }

  return {
    paths,
    prose(text) {
      return names.reduce((redacted, { pattern, shown }) => redacted.replace(pattern, shown), paths(text));
    },
  };
}

function lastPart(path: string): string {
  return path.replace(/\/$/, "").split("/").at(-1)!;
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|\/-]/g, "\\$&");
}
