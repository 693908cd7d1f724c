/** Finds out whether a tool works here. */

/**
 * Whether a command works here: containers may not permit it.
 *
 * @param words a command without effects
 * @throws {Error} if the program is missing where all tools are required
 */
export function canRun(words: readonly string[]): boolean {
  try {
    return new Deno.Command(words[0]!, { args: words.slice(1), stdout: "null", stderr: "null" }).outputSync().success;
  } catch (error) {
    if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw error;
    return false;
  }
}
