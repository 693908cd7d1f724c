/** Configuration files and the `default_configs` that they name. */
import { dirname, isAbsolute, join, normalize } from "@std/path";
import { kindOf } from "../config/describe.ts";
import { EMPTY, merge } from "../config/merge.ts";
import { parseYaml, YamlError } from "../config/parse_yaml.ts";
import { isList, isMap, isScalar, type Value, type ValueMap } from "../config/value.ts";
import type { YamlFile } from "../config/yaml_file.ts";
import { below, type Origin, type Report } from "../messages/report.ts";

/** The text of a file; `undefined` if there is none. Throws an `Error` whose message says why it cannot be read. */
export type ReadText = (path: string) => string | undefined;

const MAX_CHAIN = 100;

/** Finds, reads and merges configuration files, each read once. */
export interface ConfigLoader {
  /**
   * The configuration of a task.
   *
   * Files are visited depth first, a file before those it names, and the first visited wins. `default_configs` is not part
   * of the result: it stands alone.
   *
   * @param names as they stand in the grid file
   * @param origin where they stand
   */
  load(names: readonly string[], origin: Origin): ValueMap;
}

/**
 * A loader of configuration files.
 *
 * @param read reads a file
 * @param cwd where relative names are looked up first; the second place is beside the file that names them
 * @param report is told of everything that is wrong
 */
export function createConfigLoader(read: ReadText, cwd: string, report: Report): ConfigLoader {
  const files = new Map<string, YamlFile | undefined>();

  // Under its absolute path, whichever way it is named; messages show the shorter name it was found by.
  function open(place: string): { path: string; file: YamlFile | undefined } | undefined {
    const path = isAbsolute(place) ? place : join(cwd, place);
    if (files.has(path)) return { path, file: files.get(path) };
    const text = read(path);
    if (text === undefined) return undefined;
    let file: YamlFile | undefined;
    try {
      file = parseYaml(text, place);
      if (!isMap(file.value)) {
        report.error({ file, path: [] }, `a configuration must be a map: what is there is ${kindOf(file.value)}`);
        file = undefined;
      }
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const position = error.position && { position: error.position };
      report.problems.push({ severity: "error", source: place, ...position, message: error.message });
    }
    files.set(path, file);
    return { path, file };
  }

  function find(name: string, origin: Origin): { path: string; file: YamlFile | undefined } | undefined {
    const beside = "flag" in origin || isAbsolute(name) ? [] : [join(dirname(origin.file.file), name)];
    const places = [...new Set([name, ...beside].map(normalize))];
    for (const place of places) {
      try {
        const opened = open(place);
        if (opened !== undefined) return opened;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        report.error(origin, `cannot read the configuration file "${name}": ${error.message}`);
        return undefined;
      }
    }
    report.error(origin, `there is no configuration file "${name}": looked for ${places.join(" and ")} in ${cwd}`);
    return undefined;
  }

  function visit(
    names: readonly string[],
    origin: Origin,
    chain: readonly string[],
    visited: Map<string, ValueMap>,
  ): void {
    for (const name of names) {
      const opened = find(name, origin);
      if (opened === undefined) continue;
      const { path, file } = opened;
      if (chain.includes(path)) {
        report.error(
          origin,
          `default_configs go in a circle: ${[...chain.slice(chain.indexOf(path)), path].join(" → ")}`,
        );
        continue;
      }
      if (visited.has(path) || file === undefined) continue;
      if (chain.length >= MAX_CHAIN) {
        report.error(origin, `default_configs lead through more than ${MAX_CHAIN} files, each naming the next`);
        continue;
      }
      const { config, defaults } = splitDefaults(file.value as ValueMap);
      visited.set(path, config);
      if (defaults === undefined) continue;
      const here = { file, path: ["default_configs"] };
      visit(configNames(defaults, here, report), here, [...chain, path], visited);
    }
  }

  return {
    load(names, origin) {
      const visited = new Map<string, ValueMap>();
      visit(names, origin, [], visited);
      return [...visited.values()].reduceRight<ValueMap>((below, above) => merge(below, above) as ValueMap, EMPTY);
    },
  };
}

function splitDefaults(file: ValueMap): { config: ValueMap; defaults: Value | undefined } {
  const defaults = file.get("default_configs");
  if (defaults === undefined) return { config: file, defaults };
  const config = new Map(file);
  config.delete("default_configs");
  return { config, defaults };
}

/** The names in a `default_configs`: a comma-separated string or a list of strings. */
export function configNames(value: Value | undefined, origin: Origin, report: Report): string[] {
  if (value === undefined || (isScalar(value) && value.value === null)) return [];
  if (typeof value === "string") return value.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (isList(value)) {
    return value.flatMap((item, index) => {
      if (typeof item === "string" && item.trim() !== "") return [item.trim()];
      report.error(below(origin, index), `default_configs must be names of files: what is there is ${kindOf(item)}`);
      return [];
    });
  }
  report.error(
    origin,
    `default_configs must be a string of comma-separated file names, or a list: what is there is ${kindOf(value)}`,
  );
  return [];
}
