/** Recognizes shells with the syntax of sh. */
import { basename } from "@std/path";

/** Whether the setting `shell` starts a shell with the syntax of sh: `[bash, -c]`, `[docker, run, image, sh, -c]`. */
export function isPosixShell(shell: readonly string[]): boolean {
  return shell.some((word) => /^(sh|bash|dash|ash|zsh|ksh|mksh)$/.test(basename(word)));
}
