/** Makes paths absolute. */
import { resolve } from "@std/path";

/**
 * A path that is relative to the current directory, as an absolute path. `resolve` alone would load a module of Node to find that
 * directory, which takes longer than reading a grid of a thousand experiments.
 *
 * @throws if it is relative, and the current directory was removed
 */
export function absolutePath(path: string): string {
  return resolve(path.startsWith("/") ? "/" : Deno.cwd(), path);
}
