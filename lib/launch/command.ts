/** Fills the placeholders of the command of a launch. */
import { usesMiPrometheus } from "../mi_prometheus/commands.ts";
import { readablePath } from "../mi_prometheus/paths.ts";
import { fillTemplate, placeholderValue } from "./fill.ts";
import { type LaunchContext, workingDirectory } from "./launch_context.ts";
import { shellQuote } from "./shell_quote.ts";
import { launchTemplate } from "./templates.ts";

/** A command to start. */
export interface LaunchCommand {
  /** As one would type it in a shell, without `setup`. */
  readonly line: string;
  /** The arguments of the process, which is the shell if the command is a string. */
  readonly argv: readonly string[];
}

/**
 * The command of a launch.
 *
 * @throws {RangeError} if a value contains a NUL character, or a placeholder has no value
 */
export function fillCommand(context: LaunchContext): LaunchCommand {
  const { shell, setup } = context.spec.settings;
  const template = launchTemplate(context);
  const readable = { ...context, configFile: configArgument(context) };
  const words = fillTemplate(template, (placeholder) => placeholderValue(placeholder, readable));
  const isArgv = template.form === "argv";
  const line = isArgv ? words.map(shellQuote).join(" ") : words[0]!;
  if (isArgv && setup === undefined) return { line, argv: words };
  const before = setup === undefined ? "" : `${setup}\n`;
  return { line, argv: [...shell, isArgv ? `${before}exec ${line}` : before + line] };
}

function configArgument({ plan, spec, configFile }: LaunchContext): string {
  return usesMiPrometheus(spec) ? readablePath(configFile, workingDirectory(plan, spec.settings)) : configFile;
}
