/** Asks a trainer for its command line. */
import { readPlainText } from "../system/files.ts";

/** What a trainer printed, or why it did not. */
export type HelpAnswer = { readonly text: string } | { readonly problem: string };

// Programs that import one of these, or use their arguments, only print help with --help. Other programs would start to train.
const PARSERS =
  /argparse|ArgumentParser|\bclick\b|\btyper\b|\btyro\b|\babsl\b|\bfire\b|docopt|simple_parsing|jsonargparse|\bplac\b|--help/i;

/**
 * Runs `python3 SCRIPT --help`. A script is not run if its text shows that it does not parse arguments.
 *
 * @param limit milliseconds after which it is killed
 */
export async function askTrainer(script: string, limit: number): Promise<HelpAnswer> {
  if (!PARSERS.test(readPlainText(script) ?? "")) return { problem: "it uses no known argument parser" };
  const [program, args] = ["python3", [script, "--help"]];
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      // Wide lines, and no colours.
      env: { COLUMNS: "200", NO_COLOR: "1", TERM: "dumb", PYTHON_COLORS: "0" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // In a process group of its own, so that its descendants are killed with it.
      detached: true,
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { problem: "python3 is not on PATH" };
    throw error;
  }
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(child.pid);
  }, limit);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  if (isLate) return { problem: `python3 ${script} --help took longer than ${limit / 1_000} s` };
  if (code === 0) return { text: new TextDecoder().decode(stdout) };
  const [last = ""] = new TextDecoder().decode(stderr).trimEnd().split("\n").slice(-1);
  return { problem: `python3 ${script} --help failed with exit code ${code}${last === "" ? "" : `: ${last}`}` };
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
