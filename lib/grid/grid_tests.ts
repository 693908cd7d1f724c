/** Parses `grid_tests`: the list of tests for grids that test each model in several ways. */
import { EMPTY } from "../config/merge.ts";
import { isList, isMap, kindOf, type Value, type ValueMap } from "../config/value.ts";
import { below, type Origin, type ProblemReport } from "../messages/report.ts";
import { checkKeys } from "./check_keys.ts";
import { TEST_KEYS, TEST_NAME } from "./grid_schema.ts";
import { parseSettings } from "./settings/parse_settings.ts";

/** A test and its position in the grid file. */
export interface ParsedTest {
  readonly test: GridTest;
  readonly origin: Origin;
}

const NAME = new RegExp(TEST_NAME);

/**
 * Parses `grid_tests`. Invalid tests are left out.
 *
 * @param report gets all problems
 */
export function parseTests(value: Value | undefined, origin: Origin, report: ProblemReport): ParsedTest[] {
  if (value === undefined) return [];
  if (!isList(value) || value.length === 0) {
    const actual = isList(value) ? "an empty list" : kindOf(value);
    report.error(origin, `grid_tests: expected a list of tests, got ${actual}`);
    return [];
  }
  const names = new Set<string>();
  return value.flatMap((test, index) => {
    const here = below(origin, index);
    if (!isMap(test)) {
      report.error(here, `expected a test, {name: …}, got ${kindOf(test)}`);
      return [];
    }
    checkKeys(test, TEST_KEYS, here, report);
    const name = parseName(test.get("name"), test.has("name") ? below(here, "name") : here, names, report);
    const command = test.get("test_command");
    const settings: ValueMap = command === undefined ? EMPTY : new Map([["test_command", command]]);
    parseSettings(settings, "task", (path, message) => report.error(below(here, ...path), message));
    const overwrite = test.get("overwrite") ?? EMPTY;
    if (!isMap(overwrite)) {
      report.error(below(here, "overwrite"), `overwrite: expected a map, got ${kindOf(overwrite)}`);
      return [];
    }
    return name === undefined ? [] : [{ test: { name, overwrite, settings }, origin: here }];
  });
}

function parseName(
  value: Value | undefined,
  origin: Origin,
  names: Set<string>,
  report: ProblemReport,
): string | undefined {
  if (typeof value !== "string" || !NAME.test(value)) {
    const actual = value === undefined ? "nothing" : typeof value === "string" ? `"${value}"` : kindOf(value);
    report.error(
      origin,
      `test name: expected up to 40 letters, digits and . _ -, starting with a letter or digit, got ${actual}`,
    );
    return undefined;
  }
  if (names.has(value)) report.error(origin, `duplicate test name "${value}"`);
  names.add(value);
  return value;
}

/** One of several tests of each model. */
export interface GridTest {
  /** Its name, a part of columns and directories. */
  readonly name: string;
  /** Merged over the configuration of the experiment. */
  readonly overwrite: ValueMap;
  /** Merged over the settings of the task; at most a `test_command`. */
  readonly settings: ValueMap;
}
