/** The completion script for zsh. */
import type { CompletedCommand, CompletedFlag, CompletedValue } from "./completion.ts";

/**
 * A script that completes the commands of this program in zsh: to be evaluated, or a file `_grid` in a directory of `fpath`.
 *
 * @param programs the names of the program
 */
export function zshCompletion(programs: readonly string[], commands: readonly CompletedCommand[]): string {
  return `#compdef ${programs.join(" ")}
# Completes ${programs.join(" and ")} in zsh.

# Grid files, and grid directories in the folder of --expdir.
_grid_paths() {
  local expdir=\${opt_args[--expdir]:-experiments}
  local -a grids=(\${expdir}/*/plan.ndjson(N:h))
  (( $#grids )) && compadd -f -a grids
  _files -g '*.(yaml|yml)'
}

_grid_commands() {
  local -a commands=(
${commands.map(({ name, description }) => `    ${quote(`${name.replaceAll(":", "\\:")}:${description}`)}`).join("\n")}
    'help:Show the options of a command'
  )
  _describe -t commands command commands
}

_grid() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C '(- *)--help[list the commands]' '(- *)--version[show the version]' '1: :_grid_commands' '*:: :->rest' && return
  case $words[1] in
    help) _arguments '1: :_grid_commands' ;;
${commands.map(commandCase).join("\n")}
  esac
}

if [ "$funcstack[1]" = _grid ]; then _grid "$@"; else compdef _grid ${programs.join(" ")}; fi
`;
}

function commandCase({ name, flags, arguments: rest }: CompletedCommand): string {
  const specs = [...flags.flatMap(flagSpecs), ...(rest.kind === "anything" ? [] : [`*:argument:${action(rest)}`])];
  return [
    `    ${name})`,
    "      _arguments \\",
    ...specs.map((spec, index) => `        ${quote(spec)}${index < specs.length - 1 ? " \\" : ""}`),
    "      ;;",
  ].join("\n");
}

function flagSpecs({ names, description, value }: CompletedFlag): string[] {
  const text = description.replaceAll(/[\\[\]:]/g, "\\$&");
  return names.map((name) => {
    // A long flag also takes its value after a =.
    const flag = value !== undefined && name.startsWith("--") ? `${name}=` : name;
    return `*${flag}[${text}]${value === undefined ? "" : `:value:${action(value)}`}`;
  });
}

function action(value: CompletedValue): string {
  switch (value.kind) {
    case "words":
      return `(${value.words.join(" ")})`;
    case "grids":
      return "_grid_paths";
    case "directories":
      return "_files -/";
    case "files":
      return "_files";
    case "anything":
      return " ";
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
