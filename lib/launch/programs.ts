/** Finds out which programs a run starts with, to check before it starts that they exist. */
import type { RunSpec } from "../plan/run_spec.ts";
import { commandTemplate } from "./templates.ts";

// Keywords and builtins of shells: a command that starts with one of them does not start with a program.
const SHELL_WORDS = new Set(
  (". : [ { ( ! alias bg break case cd command continue do done elif else esac eval exec exit export false fc fg fi for function " +
    "getopts hash if in jobs kill let local printf pwd read readonly return select set shift source test then time times trap " +
    "true type ulimit umask unset until wait while echo")
    .split(" "),
);

/**
 * The programs that a run starts with: the one of its prefix, its shell, if it has one, and the one of its command, as far as
 * they are known.
 */
export function programsOf(spec: RunSpec): string[] {
  const shell = usesShell(spec) ? spec.settings.shell[0] : undefined;
  return [prefixOf(spec), shell, programOf(spec)].filter((program) => program !== undefined);
}

function prefixOf({ settings: { prefix, env } }: RunSpec): string | undefined {
  const [program, ...rest] = prefix?.words[0] ?? [];
  return typeof program === "string" && rest.length === 0 && !env.has("PATH") ? program : undefined;
}

function usesShell(spec: RunSpec): boolean {
  const template = commandTemplate(spec);
  return template !== undefined && (template.form === "shell" || spec.settings.setup !== undefined);
}

// The program that a command starts with; `undefined` if unknown, for example because `setup` may change PATH.
function programOf(spec: RunSpec): string | undefined {
  const { settings } = spec;
  const template = commandTemplate(spec);
  if (template === undefined || settings.setup !== undefined || settings.env.has("PATH")) return undefined;
  const part = template.words[0]![0];
  if (part === undefined) return undefined;
  if (typeof part !== "string") {
    if (part.placeholder === "trainer") return settings.trainer;
    return part.placeholder === "tester" ? settings.tester : undefined;
  }
  if (template.form === "argv") return template.words[0]!.length === 1 ? part : undefined;
  const word = /^\s*([A-Za-z0-9_./+-]+)(?=\s|$)/.exec(part)?.[1];
  return word === undefined || SHELL_WORDS.has(word) ? undefined : word;
}
