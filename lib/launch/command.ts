/** The command of a launch, its placeholders filled. */
import { resolve } from "@std/path";
import type { ValueMap } from "../config/value.ts";
import type { Settings } from "../grid/settings.ts";
import type { Template } from "../grid/template.ts";
import { isMip } from "../mi_prometheus/commands.ts";
import { readablePath } from "../mi_prometheus/paths.ts";
import type { Experiment, Plan } from "../plan/plan.ts";
import { fill, fillTemplate } from "./fill.ts";
import type { LaunchContext } from "./launch_context.ts";
import { shellQuote } from "./shell_quote.ts";

/**
 * The arguments of the process that a run starts as; the shell's for a command that is a string.
 *
 * @throws {RangeError} when a value holds a NUL character, or a placeholder has nothing to stand for
 */
export function fillCommand(
  template: Template,
  plan: Plan,
  experiment: Experiment,
  config: ValueMap,
  settings: Settings,
  launch: LaunchContext,
): { line: string; argv: string[] } {
  const readable = isMip(settings, launch.stage)
    ? { ...launch, config: readablePath(launch.config, resolve(plan.cwd, settings.workdir)) }
    : launch;
  const words = fillTemplate(template, (name) => fill(name, plan, experiment, config, settings, readable));
  const line = template.form === "argv" ? words.map(shellQuote).join(" ") : words[0]!;
  const setup = settings.setup === undefined ? "" : `${settings.setup}\n`;
  if (template.form === "argv" && setup === "") return { line, argv: words };
  return { line, argv: [...settings.shell, template.form === "argv" ? `${setup}exec ${line}` : setup + line] };
}
