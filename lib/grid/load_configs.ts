/** Loads configuration files and the `default_configs` that they refer to. */
import { dirname, isAbsolute, join, normalize } from "@std/path";
import { EMPTY, merge } from "../config/merge.ts";
import { isList, isMap, isScalar, kindOf, type Value, type ValueMap } from "../config/value.ts";
import { parseYaml, YamlError, type YamlFile } from "../config/yaml.ts";
import { below, type Origin, type ProblemReport } from "../messages/report.ts";

/** Reads a file; `undefined` if it does not exist. Throws an `Error` whose message says why it cannot be read. */
export type ReadText = (path: string) => string | undefined;

const MAX_CHAIN = 100;

/** The key of configuration files, tasks, overwrites and axes that names configuration files. */
export const DEFAULT_CONFIGS = "default_configs";

/** The files of a configuration that are loaded already, by their paths. */
export type LoadedFiles = Map<string, ValueMap>;

/** Finds, reads and merges configuration files. Each file is read once. */
export interface ConfigLoader {
  /**
   * Loads the configuration of a task.
   *
   * Files are visited depth first, each file before the files in its `default_configs`, and the first visited wins. The key
   * `default_configs` is not part of the result.
   *
   * @param names as written in the grid file
   * @param origin of the names
   * @param loaded the files of higher layers, which are skipped in this one; the files of this layer are added
   */
  load(names: readonly string[], origin: Origin, loaded?: LoadedFiles): ValueMap;
}

/**
 * Creates a loader of configuration files.
 *
 * @param cwd relative names are looked up here first, then in the directory of the file that refers to them
 * @param report gets all problems
 */
export function createConfigLoader(read: ReadText, cwd: string, report: ProblemReport): ConfigLoader {
  const files = new Map<string, YamlFile | undefined>();

  // Files are cached by absolute path. Messages show the path by which the file was found, because it is shorter.
  function open(candidate: string): { path: string; file: YamlFile | undefined } | undefined {
    const path = isAbsolute(candidate) ? candidate : join(cwd, candidate);
    if (files.has(path)) return { path, file: files.get(path) };
    const text = read(path);
    if (text === undefined) return undefined;
    let file: YamlFile | undefined;
    try {
      file = parseYaml(text, candidate);
      if (!isMap(file.value)) {
        report.error({ file, path: [] }, `configuration: expected a map, got ${kindOf(file.value)}`);
        file = undefined;
      }
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const position = error.position && { position: error.position };
      report.problems.push({ severity: "error", source: candidate, ...position, message: error.message });
    }
    files.set(path, file);
    return { path, file };
  }

  function find(name: string, origin: Origin): { path: string; file: YamlFile | undefined } | undefined {
    const besideReferrer = "flag" in origin || isAbsolute(name) ? [] : [join(dirname(origin.file.file), name)];
    const candidates = [...new Set([name, ...besideReferrer].map(normalize))];
    for (const candidate of candidates) {
      try {
        const opened = open(candidate);
        if (opened !== undefined) return opened;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        report.error(origin, `cannot read configuration file "${name}": ${error.message}`);
        return undefined;
      }
    }
    report.error(origin, `configuration file "${name}" not found: looked for ${candidates.join(" and ")} in ${cwd}`);
    return undefined;
  }

  function visit(
    names: readonly string[],
    origin: Origin,
    chain: readonly string[],
    visited: LoadedFiles,
  ): void {
    for (const name of names) {
      const opened = find(name, origin);
      if (opened === undefined) continue;
      const { path, file } = opened;
      if (chain.includes(path)) {
        report.error(
          origin,
          `circular default_configs: ${[...chain.slice(chain.indexOf(path)), path].join(" → ")}`,
        );
        continue;
      }
      if (visited.has(path) || file === undefined) continue;
      if (chain.length >= MAX_CHAIN) {
        report.error(origin, `default_configs nested deeper than ${MAX_CHAIN} files`);
        continue;
      }
      const { config, defaults } = splitConfigs(file.value as ValueMap);
      visited.set(path, config);
      if (defaults === undefined) continue;
      const here = { file, path: [DEFAULT_CONFIGS] };
      visit(configNames(defaults, here, report), here, [...chain, path], visited);
    }
  }

  return {
    load(names, origin, loaded = new Map()) {
      const above = loaded.size;
      visit(names, origin, [], loaded);
      return [...loaded.values()].slice(above).reduceRight<ValueMap>(
        (below, above) => merge(below, above) as ValueMap,
        EMPTY,
      );
    },
  };
}

/** Takes `default_configs` out of a configuration file or an overwrite. */
export function splitConfigs(file: ValueMap): { readonly config: ValueMap; readonly defaults: Value | undefined } {
  const defaults = file.get(DEFAULT_CONFIGS);
  if (defaults === undefined) return { config: file, defaults };
  const config = new Map(file);
  config.delete(DEFAULT_CONFIGS);
  return { config, defaults };
}

/** Parses the file names in `default_configs`: a comma-separated string or a list of strings. */
export function configNames(value: Value | undefined, origin: Origin, report: ProblemReport): string[] {
  if (value === undefined || (isScalar(value) && value.value === null)) return [];
  if (typeof value === "string") return value.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (isList(value)) {
    return value.flatMap((item, index) => {
      if (typeof item === "string" && item.trim() !== "") return [item.trim()];
      report.error(below(origin, index), `default_configs: expected file names, got ${kindOf(item)}`);
      return [];
    });
  }
  report.error(
    origin,
    `default_configs: expected a string of comma-separated file names or a list, got ${kindOf(value)}`,
  );
  return [];
}
