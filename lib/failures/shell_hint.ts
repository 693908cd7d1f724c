/** Explains failures of runs whose shell does not know words of bash: the shell of runs is `sh`, unless the grid has another. */

// As sh and bash write it, possibly with numbers masked: `sh: 1: source: not found`, `run.sh: 3: [[: not found`.
const UNKNOWN =
  /^(\S+): (?:(?:line )?[\d#]+: )?(?:(source|\[\[|conda|mamba|shopt|declare|typeset|pushd|popd|mapfile|readarray): (?:command )?not found|set: [Ii]llegal option -o (pipefail)|(Bad substitution))$/;

const NO_CONDA = /shell has not been properly configured to use '\w+ activate'|'(?:conda|mamba) init' before/;

const CONDA = "conda activate is a function of bash: use the settings shell: [bash, -c], and setup: " +
  "source PATH_OF_CONDA/etc/profile.d/conda.sh && conda activate NAME";

/**
 * What helps if lines of a log show that a shell did not know a word of bash.
 *
 * @param lines of the log, or a cause of failures
 * @returns `source is a word of bash, not of sh: use the setting shell: [bash, -c]`; `undefined` if they do not
 */
export function shellHint(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    if (NO_CONDA.test(line)) return CONDA;
    const [, program, word, option] = UNKNOWN.exec(line.trim()) ?? [];
    if (program === undefined) continue;
    if (word === "conda" || word === "mamba") return CONDA;
    const what = `${word ?? option ?? "this substitution"} is ${word === undefined ? "" : "a word "}of bash, not of sh`;
    return `${what}: ${isShell(program) ? "use the setting shell: [bash, -c]" : `start ${program} with bash`}`;
  }
  return undefined;
}

// The shell of the command itself, and not that of a script which the command starts.
function isShell(program: string): boolean {
  return /(?:^|\/)(?:da|a|k)?sh$/.test(program);
}
