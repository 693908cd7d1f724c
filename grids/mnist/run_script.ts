import { UserError } from "./user_error.ts";

/** Runs a script's main function. A {@linkcode UserError} becomes one line on stderr and exit code 1. */
export function runScript(main: () => void): void {
  try {
    main();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    Deno.stderr.writeSync(new TextEncoder().encode(`error: ${error.message}\n`));
    Deno.exitCode = 1;
  }
}
