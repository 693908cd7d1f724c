/** The completion script for fish. */
import type { CompletedCommand, CompletedFlag, CompletedValue } from "./completion.ts";

/**
 * A script that completes the commands of this program in fish.
 *
 * @param programs the names of the program
 */
export function fishCompletion(programs: readonly string[], commands: readonly CompletedCommand[]): string {
  const [program, ...others] = programs;
  const rule = (command: string | undefined, words: string) =>
    `complete -c ${program} -n ${
      quote(command === undefined ? "__grid_has_no_command" : `__grid_has_command ${command}`)
    } ${words}`;
  return [
    `# Completes ${programs.join(" and ")} in fish.`,
    "",
    `function __grid_has_no_command
  test (count (commandline -opc)) -eq 1
end

function __grid_has_command
  set -l words (commandline -opc)
  test (count $words) -ge 2; and test $words[2] = $argv[1]
end

# Grid files and directories, and grid directories in the folder of --expdir.
function __grid_paths
  set -l expdir experiments
  set -l words (commandline -opc)
  set -l index (contains -i -- --expdir $words); and set -q words[(math $index + 1)]; and set expdir $words[(math $index + 1)]
  string replace -r 'plan\\.ndjson$' '' -- $expdir/*/plan.ndjson
  __fish_complete_suffix .yaml .yml
end
`,
    `complete -c ${program} -f`,
    ...others.map((other) => `complete -c ${other} -w ${program}`),
    rule(undefined, "-l help -d 'List the commands'"),
    rule(undefined, "-l version -d 'Show the version'"),
    rule(undefined, "-a help -d 'Show the options of a command'"),
    ...commands.map(({ name, description }) => rule(undefined, `-a ${name} -d ${quote(description)}`)),
    rule("help", `-a ${quote(commands.map(({ name }) => name).join(" "))}`),
    ...commands.flatMap(({ name, flags, arguments: rest }) => [
      ...flags.map((flag) => rule(name, flagWords(flag))),
      ...(rest.kind === "anything" ? [] : [rule(name, `-a ${quote(candidates(rest))}`)]),
    ]),
    "",
  ].join("\n");
}

function flagWords({ names, description, value }: CompletedFlag): string {
  return [
    ...names.map((name) => name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`),
    ...(value === undefined ? [] : value.kind === "files" ? ["-r", "-F"] : ["-x"]),
    ...(value === undefined || value.kind === "anything" || value.kind === "files"
      ? []
      : [`-a ${quote(candidates(value))}`]),
    `-d ${quote(description)}`,
  ].join(" ");
}

function candidates(value: CompletedValue): string {
  switch (value.kind) {
    case "words":
      return value.words.join(" ");
    case "grids":
      return "(__grid_paths)";
    case "directories":
      return "(__fish_complete_directories)";
    default:
      return "";
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
