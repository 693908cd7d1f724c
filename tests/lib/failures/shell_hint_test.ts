import { assertEquals } from "@std/assert";
import { shellHint } from "../../../lib/failures/shell_hint.ts";

Deno.test("words of bash that sh does not know name the setting", () => {
  const source = "source is a word of bash, not of sh: use the setting shell: [bash, -c]";
  for (const line of ["sh: 1: source: not found", "/bin/sh: 12: source: not found", "sh: #: source: not found"]) {
    assertEquals(shellHint(["first", line, "Traceback"]), source, line);
  }
  assertEquals(
    shellHint(["dash: 1: [[: not found"]),
    "[[ is a word of bash, not of sh: use the setting shell: [bash, -c]",
  );
  assertEquals(
    shellHint(["sh: 1: set: Illegal option -o pipefail"]),
    "pipefail is of bash, not of sh: use the setting shell: [bash, -c]",
  );
  assertEquals(
    shellHint(["sh: 1: Bad substitution"]),
    "this substitution is of bash, not of sh: use the setting shell: [bash, -c]",
  );
});

Deno.test("a script that the command starts with sh has to be started with bash", () => {
  assertEquals(
    shellHint(["train.sh: 3: source: not found"]),
    "source is a word of bash, not of sh: start train.sh with bash",
  );
});

Deno.test("conda activate needs the script of conda, too", () => {
  for (
    const line of [
      "sh: 1: conda: not found",
      "bash: line 1: conda: command not found",
      "CommandNotFoundError: Your shell has not been properly configured to use 'conda activate'.",
      "CondaError: Run 'conda init' before 'conda activate'",
    ]
  ) assertEquals(shellHint([line])?.includes("shell: [bash, -c], and setup: source PATH_OF_CONDA"), true, line);
});

Deno.test("other failures have no hint", () => {
  for (
    const line of ["sh: 1: python: not found", "KeyError: 'source: not found'", "the source: not found", "", "sh: 1: ["]
  ) {
    assertEquals(shellHint([line]), undefined, line);
  }
});
