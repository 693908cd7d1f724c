/** The wheels of grid-workers and Deno, and environments with them. */
import { assert } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { canRun, findPython } from "../can_run.ts";

const CONFIG = join(dirname(dirname(dirname(fromFileUrl(import.meta.url)))), "deno.json");

// Whoever runs the tests may be root, and have a network.
const OFFLINE = canRun(["unshare", "-n", "true"]) ? ["unshare", "-n"] : [];
const SET_USER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const AS_NOBODY = canRun([...SET_USER, "true"]) ? SET_USER : [];

/** What starts a program as a user without root, a name or a network, as far as that is possible here. */
export const AS_USER: readonly string[] = [...OFFLINE, ...AS_NOBODY];

/** A Python that makes environments and has PyTorch. */
export const PYTHON: string | undefined = findPython("import torch, venv, ensurepip");

/** Builds the wheel of grid-workers. Returns its path. */
export function buildWheel(env: Readonly<Record<string, string>> = {}): string {
  return output([Deno.execPath(), "task", "--quiet", "--config", CONFIG, "pack", "--wheel"], env).trimEnd();
}

/** Downloads the wheel of Deno into a directory, as a user does on a machine with a network. Returns whether that worked. */
export function downloadDeno(python: string, directory: string): boolean {
  return canRun([
    ...[python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"],
    ...["--dest", directory, "deno>=2.9,<3"],
  ]);
}

/** The output of a program that has to succeed. */
export function output(words: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { success, stdout, stderr } = new Deno.Command(words[0]!, { args: words.slice(1), env, stdin: "null" })
    .outputSync();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
