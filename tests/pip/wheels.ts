/** The wheels of grid-workers and Deno, and environments with them. */
import { assert } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { canRun, findPython } from "../can_run.ts";

const CONFIG = join(dirname(dirname(dirname(fromFileUrl(import.meta.url)))), "deno.json");

// Whoever runs the tests may be root, and have a network.
const OFFLINE = canRun(["unshare", "-n", "true"]) ? ["unshare", "-n"] : [];
const SET_USER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** A Python that makes environments and has PyTorch. */
export const PYTHON: string | undefined = findPython("import torch, venv, ensurepip");

// The Python of the tests may be in a home directory.
const AS_NOBODY = canRun([...SET_USER, PYTHON ?? "python3", "-c", ""]) ? SET_USER : [];

/** What starts a program as a user without root and without a network, as far as that is possible here. */
export const AS_USER: readonly string[] = [...OFFLINE, ...AS_NOBODY];

/** Builds the wheel of grid-workers. Returns its path. */
export function buildWheel(env: Readonly<Record<string, string>> = {}): string {
  return output([Deno.execPath(), "task", "--quiet", "--config", CONFIG, "pack", "--wheel"], env).trimEnd();
}

/**
 * Downloads the wheel of Deno, as a user does on a machine with a network.
 *
 * @returns the directory with it, which is removed when the tests of this file have ended; `undefined` without a network
 * @throws {Error} if that fails where all tools are required
 */
export function downloadDeno(): string | undefined {
  if (PYTHON === undefined) return undefined;
  const directory = Deno.makeTempDirSync();
  globalThis.addEventListener("unload", () => Deno.removeSync(directory, { recursive: true }));
  const download = [PYTHON, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"];
  if (canRun([...download, "--dest", directory, "deno>=2.9,<3"])) return directory;
  if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw new Error("pip cannot download the wheel of Deno");
  return undefined;
}

/** The output of a program that has to succeed. */
export function output(words: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { success, stdout, stderr } = new Deno.Command(words[0]!, { args: words.slice(1), env, stdin: "null" })
    .outputSync();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
