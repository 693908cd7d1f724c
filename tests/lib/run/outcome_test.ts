import { assertEquals } from "@std/assert";
import { describeOutcome, outcomeOfExitCode } from "../../../lib/run/outcome.ts";

Deno.test("exit codes above 128 stand for signals, as shells have them", () => {
  const words = [0, 1, 127, 128, 130, 137, 139, 143, 255].map((code) => describeOutcome(outcomeOfExitCode(code)));
  assertEquals(words, [
    ...["exit code 0", "exit code 1", "exit code 127", "exit code 128"],
    ...["killed by SIGINT", "killed by SIGKILL", "killed by SIGSEGV", "killed by SIGTERM", "exit code 255"],
  ]);
});
