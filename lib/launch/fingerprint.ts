/**
 * Computes the fingerprints of runs: the settings that determine what is started, and the contents of the files that they name.
 */
import { relative, resolve } from "@std/path";
import { canonical } from "../config/canonical.ts";
import { printYaml } from "../config/yaml.ts";
import { printStyles } from "../grid/settings/argument_style.ts";
import { placeholders, type Template } from "../grid/template.ts";
import { shellQuote } from "../messages/text.ts";
import { sha256 } from "../plan/identities.ts";
import type { Plan, RunSpec } from "../plan/plan.ts";
import type { Fingerprint } from "../run/journal_record.ts";
import { specTemplates } from "./command.ts";

// 8 hexadecimal digits that begin with a letter, so that no reader of tables takes them for a number.
function shortHash(text: string): string {
  const digest = sha256(text);
  return /[a-f][0-9a-f]{7}/.exec(digest)?.[0] ?? digest.slice(0, 8);
}

/**
 * The fingerprint of the runs of a spec. That of a training includes the master seed, from which the seeds of all runs are
 * derived.
 *
 * @param files hashes of the contents of the files that the spec names, by path
 */
export function createFingerprint(plan: Plan, spec: RunSpec, files: Readonly<Record<string, string>>): Fingerprint {
  const settings = settingsOf(plan, spec);
  const content = [settings, files].map((map) => new Map(Object.entries(map)));
  return { hash: shortHash(canonical(content)), settings, files };
}

function settingsOf(plan: Plan, spec: RunSpec): Record<string, string> {
  const { stage, command, settings } = spec;
  const program = stage === "train" ? "trainer" : "tester";
  const template = command.kind === "template" ? command.template : undefined;
  const takesProgram = template?.words.flat().some((part) => typeof part !== "string" && part.placeholder === program);
  const usesShell = template?.form === "shell" || settings.setup !== undefined;
  const styles = usesArguments(spec) ? printStyles(settings.args) : "";
  return {
    ...(template !== undefined && { [stage === "train" ? "command" : "test_command"]: printTemplate(template) }),
    ...(spec.test !== undefined && spec.test.overwrite.size > 0 &&
      { overwrite: printYaml(spec.test.overwrite).trimEnd() }),
    ...((command.kind === "default" || takesProgram) && { [program]: settings[program] }),
    ...(settings.prefix !== undefined && { prefix: printTemplate(settings.prefix) }),
    ...(styles !== "" && { args: styles }),
    ...(settings.setup !== undefined && { setup: settings.setup }),
    ...(usesShell && { shell: settings.shell.join(" ") }),
    // Relative to the project: after a project is moved as a whole, it starts the same runs.
    workdir: relative(plan.cwd, resolve(plan.cwd, settings.workdir)) || ".",
    // All of the code, also what no command names.
    ...(plan.snapshot !== undefined && { snapshot: plan.snapshot.hash.slice(0, 8) }),
    ...Object.fromEntries(Array.from(settings.env, ([name, value]) => [`env.${name}`, printTemplate(value)])),
    ...(stage === "train" && plan.seed !== undefined && { seed: String(plan.seed) }),
  };
}

function usesArguments(spec: RunSpec): boolean {
  return specTemplates(spec, { tensorboard: false }).some(([, template]) => placeholders(template).includes("args"));
}

/**
 * The text of a template, as in the grid file. Words of a list are quoted where a shell would need it, and separated by spaces.
 */
function printTemplate({ form, words }: Template): string {
  const texts = words.map((parts) =>
    parts.map((part) => typeof part === "string" ? part.replaceAll(/[{}]/g, "$&$&") : `{${part.placeholder}}`).join("")
  );
  if (form !== "argv") return texts.join(" ");
  return texts.map((text) => /^[\w@%+=:,./{}~-]+$/.test(text) ? text : shellQuote(text)).join(" ");
}
