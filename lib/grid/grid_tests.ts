/** `grid_tests`: the tests that every trained model goes through, where it is more than one. */
import { kindOf } from "../config/describe.ts";
import { EMPTY } from "../config/merge.ts";
import { isList, isMap, keyText, type Value, type ValueMap } from "../config/value.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";
import { parseSettings } from "./parse_settings.ts";

/** A test, and where it stands. */
export interface ParsedTest {
  readonly test: GridTest;
  readonly origin: Origin;
}

const KEYS = ["name", "overwrite", "test_command"];

// A part of the names of directories and columns, and safe in every path.
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/**
 * Reads `grid_tests`; tests that are wrong are left out.
 *
 * @param report is told of everything that is wrong
 */
export function parseTests(value: Value | undefined, origin: Origin, report: Report): ParsedTest[] {
  if (value === undefined) return [];
  if (!isList(value) || value.length === 0) {
    const actual = isList(value) ? "an empty list" : kindOf(value);
    report.error(origin, `grid_tests must be a list of tests: what is there is ${actual}`);
    return [];
  }
  const names = new Set<string>();
  return value.flatMap((test, index) => {
    const here = below(origin, index);
    if (!isMap(test)) {
      report.error(here, `a test must be a map with a name: what is there is ${kindOf(test)}`);
      return [];
    }
    for (const key of test.keys()) {
      const name = keyText(key);
      if (KEYS.includes(name)) continue;
      const hint = suggestion(name, KEYS) || `: it may have ${KEYS.join(", ")}`;
      report.error(below(here, name), `a test has no "${name}"${hint}`);
    }
    const name = parseName(test.get("name"), test.has("name") ? below(here, "name") : here, names, report);
    const command = test.get("test_command");
    const settings: ValueMap = command === undefined ? EMPTY : new Map([["test_command", command]]);
    parseSettings(settings, "task", (path, message) => report.error(below(here, ...path), message));
    const overwrite = test.get("overwrite") ?? EMPTY;
    if (!isMap(overwrite)) {
      report.error(below(here, "overwrite"), `an overwrite must be a map: what is there is ${kindOf(overwrite)}`);
      return [];
    }
    return name === undefined ? [] : [{ test: { name, overwrite, settings }, origin: here }];
  });
}

function parseName(
  value: Value | undefined,
  origin: Origin,
  names: Set<string>,
  report: Report,
): string | undefined {
  if (typeof value !== "string" || !NAME.test(value)) {
    const actual = value === undefined ? "none" : typeof value === "string" ? `"${value}"` : kindOf(value);
    report.error(
      origin,
      `a test needs a name of at most 40 letters, digits and . _ - that begins with one of the first two: what is there ` +
        `is ${actual}`,
    );
    return undefined;
  }
  if (names.has(value)) report.error(origin, `there is another test of the name "${value}"`);
  names.add(value);
  return value;
}

/** One of several tests that each model goes through. */
export interface GridTest {
  readonly name: string;
  /** Laid over the configuration of an experiment. */
  readonly overwrite: ValueMap;
  /** Over those of the task: a `test_command` of its own. */
  readonly settings: ValueMap;
}
