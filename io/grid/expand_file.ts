/** Reads a grid file and expands it into a plan. */
import { basename, dirname } from "@std/path";
import { parseYaml, YamlError, type YamlFile } from "../../lib/config/yaml.ts";
import { expandGrid, type ExpandInput } from "../../lib/expand/expand_grid.ts";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { MAX_SEED } from "../../lib/grid/settings/settings.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { suggestion } from "../../lib/messages/suggestion.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { isErrno } from "../system/file_errors.ts";
import { readUserFile } from "../system/files.ts";
import { describeNoGrid } from "./find_grid.ts";

// Grid files are written by hand: a larger file is a mistake, for example a checkpoint.
const MAX_BYTES = 64 * 2 ** 20;

export interface ExpandedGrid {
  readonly plan: Plan;
  /** The text of the grid file. */
  readonly text: string;
  /** Warnings and notices. */
  readonly warnings: readonly Problem[];
  readonly locateSetting: SettingLocator;
}

/**
 * Reads and expands a grid file.
 *
 * @param file the path of the grid file, as typed by the user
 * @param options the overrides of the command line, and what else it decides
 * @param earlier an earlier plan, whose seeds are kept; by default they are random
 * @throws {InputError} with all errors
 */
export function expandFile(
  file: string,
  options: Pick<ExpandInput, "overrides" | "problems" | "strict" | "files" | "logProblem">,
  earlier?: Plan,
): ExpandedGrid {
  const { text, yaml } = readGridFile(file);
  const expansion = expandGrid({
    yaml,
    ...options,
    read: readUtf8,
    cwd: Deno.cwd(),
    sampleSeed: earlier?.sampleSeed,
    masterSeed: earlier?.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]! & MAX_SEED,
  });
  if ("problems" in expansion) throw new InputError(expansion.problems);
  return { text, ...expansion };
}

// Fatal: a decoder would otherwise replace invalid bytes silently.
function readUtf8(path: string): string | undefined {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readUserFile(absolutePath(path), MAX_BYTES);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return undefined;
    throw error;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error("not valid UTF-8", { cause: error });
  }
}

function readGridFile(file: string): { text: string; yaml: YamlFile } {
  const fail = (message: string, cause?: unknown): never => {
    throw new InputError([{ severity: "error", source: file, message }], { cause });
  };
  let bytes = new Uint8Array();
  try {
    if (isDirectory(file)) fail(describeNoGrid(file));
    bytes = readUserFile(file, MAX_BYTES);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof Deno.errors.NotFound) fail(`grid file not found${suggestFile(file)}`, error);
    fail(`cannot read the grid file: ${(error as Error).message}`, error);
  }
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    fail("not valid UTF-8", error);
  }
  try {
    return { text, yaml: parseYaml(text, file) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { message, position } = error;
    throw new InputError([{ severity: "error", source: file, message, ...(position && { position }) }], {
      cause: error,
    });
  }
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function suggestFile(file: string): string {
  try {
    const names = Array.from(Deno.readDirSync(dirname(file)), (entry) => entry.name).filter((name) =>
      /\.ya?ml$/i.test(name)
    );
    return suggestion(basename(file), names);
  } catch {
    return "";
  }
}
