/** The completion script for bash. */
import type { CompletedCommand, CompletedFlag, CompletedValue } from "./completion.ts";

/**
 * A script that completes the commands of this program in bash.
 *
 * @param programs the names of the program
 */
export function bashCompletion(programs: readonly string[], commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# Completes ${programs.join(" and ")} in bash.

_grid_words() { # WORDS: those that begin with the current word
  COMPREPLY=($(compgen -W "$1" -- "$current"))
}

_grid_paths() { # KIND: paths that begin with the current word
  local path
  compopt -o filenames
  while IFS= read -r path; do
    case $1:$path in
      files:* | grids:*.yaml | grids:*.yml) COMPREPLY+=("$path") ;;
      *) [ -d "$path" ] && COMPREPLY+=("$path") ;;
    esac
  done < <(compgen -f -- "$current")
  [ "$1" = grids ] || return
  # Grid directories, also before their folder is typed.
  for path in "$expdir"/*/plan.ndjson; do
    path=\${path%/plan.ndjson}
    [[ -d $path && $path == "$current"* ]] && COMPREPLY+=("$path")
  done
}

_grid() {
  local current previous command expdir=experiments word glue= words=() i
  COMPREPLY=()
  # bash also splits words at : and =.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ \${#words[@]} -gt 0 && ( -n $glue || $word =~ ^[:=]+$ ) ]]; then words[-1]+=$word; else words+=("$word"); fi
    if [[ $word =~ ^[:=]+$ ]]; then glue=1; else glue=; fi
  done
  current=\${words[-1]} previous=\${words[-2]-} command=\${words[1]-}
  for ((i = 2; i < \${#words[@]} - 1; i++)); do
    case \${words[i]} in
      --expdir) expdir=\${words[i + 1]} ;;
      --expdir=*) expdir=\${words[i]#--expdir=} ;;
    esac
  done
  if [[ $current == --*=* ]]; then
    previous=\${current%%=*} current=\${current#*=}
  fi
  # As it was typed: quotes are added again to what is found.
  current=\${current#[\\'\\"]} current=\${current//\\\\/}
  if [ "\${#words[@]}" -le 2 ]; then
    _grid_words ${quote(`${names} help --help --version`)}
  else
    _grid_arguments
  fi
  # Only what follows the last : is replaced.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
    for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]=\${COMPREPLY[i]#"\${current%"\${current##*:}"}"}; done
  fi
}

_grid_arguments() {
  case $command in
    help) _grid_words ${quote(names)} ;;
${commands.map(commandCase).join("\n")}
  esac
}

complete -F _grid ${programs.join(" ")}
`;
}

function commandCase({ name, flags, arguments: rest }: CompletedCommand): string {
  const words = flags.flatMap(({ names }) => names).join(" ");
  const valued = flags.filter((flag): flag is Required<CompletedFlag> => flag.value !== undefined);
  const byValue = Map.groupBy(valued, ({ value }) => complete(value));
  return [
    `    ${name})`,
    "      case $previous in",
    ...Array.from(byValue, ([completion, same]) => {
      const names = same.flatMap(({ names }) => names).join(" | ");
      return `        ${names}) ${completion} ;;`;
    }),
    `        *) if [[ $current == -* ]]; then _grid_words ${quote(words)}; else ${complete(rest)}; fi ;;`,
    "      esac",
    "      ;;",
  ].join("\n");
}

function complete(value: CompletedValue): string {
  if (value.kind === "words") return `_grid_words ${quote(value.words.join(" "))}`;
  return value.kind === "anything" ? ":" : `_grid_paths ${value.kind}`;
}

function quote(words: string): string {
  return `'${words}'`;
}
