/** Fills the placeholders of the command of a launch. */
import type { Template } from "../grid/template.ts";
import { shellQuote } from "../messages/text.ts";
import { usesMiPrometheus } from "../mi_prometheus/commands.ts";
import { readablePath } from "../mi_prometheus/paths.ts";
import { fillTemplate, placeholderValue } from "./fill.ts";
import { type LaunchContext, workingDirectory } from "./launch_context.ts";
import { isPosixShell } from "./posix_shell.ts";
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
  const { shell, setup, prefix } = context.spec.settings;
  const template = launchTemplate(context);
  const readable = { ...context, configFile: configArgument(context) };
  const fill = (filled: Template) => fillTemplate(filled, (placeholder) => placeholderValue(placeholder, readable));
  const before = prefix === undefined ? [] : fill(prefix);
  const words = fill(template);
  const isArgv = template.form === "argv";
  if (isArgv && setup === undefined) return { line: typed([...before, ...words]), argv: [...before, ...words] };
  const code = isArgv ? `exec ${typed(words)}` : words[0]!;
  const argv = [...before, ...shell, setup === undefined ? code : `${checkedSetup(setup, shell)}\n${code}`];
  if (isArgv) return { line: typed([...before, ...words]), argv };
  return { line: prefix === undefined ? code : typed([...before, ...shell, code]), argv };
}

// Without its module or its environment, a run would still do something. Shells of other kinds know no `$?`.
function checkedSetup(setup: string, shell: readonly string[]): string {
  if (!isPosixShell(shell)) return setup;
  return `${setup}\ngw_setup=$?; [ $gw_setup -eq 0 ] || { echo "setup failed with exit code $gw_setup" >&2; exit $gw_setup; }`;
}

function typed(words: readonly string[]): string {
  return words.map(shellQuote).join(" ");
}

function configArgument({ plan, spec, configFile }: LaunchContext): string {
  return usesMiPrometheus(spec) ? readablePath(configFile, workingDirectory(plan, spec.settings)) : configFile;
}
