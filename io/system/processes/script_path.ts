/** Finds the files of this program that other programs read. */
import { fromFileUrl } from "@std/path";

/**
 * The path of a file beside a module.
 *
 * @param name relative to the module: `./supervisor.sh`
 * @param module the URL of the module
 * @throws {Error} if the module was loaded over a network, as from JSR
 */
export function scriptPath(name: string, module: string): string {
  const url = new URL(name, module);
  if (url.protocol === "file:") return fromFileUrl(url);
  throw new Error(
    `${url} is not a file: runs cannot be started by a library from the network; ` +
      "use the npm package grid-workers, or a checkout",
  );
}
