/** Writes the runs of grids as a JUnit file. */
import { dirname, join } from "@std/path";
import { printJunit, printJunitError, type TestSuite } from "../../lib/ci/junit.ts";
import { testCases } from "../../lib/ci/test_cases.ts";
import { UsageError } from "../../lib/messages/problem.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { openGrid, withLaunchRecords } from "../grid/session.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { explain } from "../system/file_errors.ts";
import { lastLines, statIfExists, writeAtomic } from "../system/files.ts";
import { checkLocation } from "../system/write_new_files.ts";

// Enough for a traceback.
const LOG_LINES = 40;

// For all logs together. GitLab reads files of up to 30 MB, and each of 100,000 runs has 200 characters without its log.
const LOG_CHARACTERS = 5 << 20;

/** Grids, and the stages whose runs become test cases. */
export interface JunitGrids {
  /** Grid directories, absolute. */
  readonly roots: readonly string[];
  readonly stages: readonly Stage[];
}

/**
 * Checks that a path can be that of a JUnit file.
 *
 * @throws {UsageError} if it is empty, or a directory
 */
export function checkJunitPath(path: string): void {
  if (path === "" || path.endsWith("/") || statIfExists(path)?.isDirectory) {
    throw new UsageError(`error: --junit: expected the path of a file, got ${path === "" ? "an empty string" : path}`);
  }
}

/**
 * Checks that a JUnit file can be written, before anything is started.
 *
 * @throws {InputError} if the location is not writable
 */
export function checkJunitLocation(path: string): void {
  checkLocation({ output: path, now: new Date(), what: "the JUnit file", flag: "--junit FILE" });
}

/**
 * Writes a JUnit file: a suite for each stage of each grid. An existing file is replaced in one step, when the new one is
 * complete.
 *
 * @throws if it cannot be written
 */
export function writeJunit(path: string, { roots, stages }: JunitGrids): void {
  const suites = roots.flatMap((root) => {
    const session = openGrid(root);
    const { plan } = session;
    // If the scheduler was killed, the journal may lack the ends of some runs.
    const runs = withLaunchRecords(session);
    return stages.map((stage): TestSuite => ({
      name: `${plan.name} ${stage}`,
      grid: plan.name,
      root,
      cases: testCases(plan, runs, stage),
    })).filter(({ cases }) => cases.length > 0);
  });
  let left = LOG_CHARACTERS;
  const readLog = (root: string, log: string) => {
    if (left <= 0) return ["(not shown: the file would be too large)"];
    const lines = lastLines(join(root, log), LOG_LINES);
    left -= lines.reduce((sum, line) => sum + line.length, 0);
    return lines;
  };
  replaceFile(path, printJunit(suites, readLog));
}

/**
 * Writes a JUnit file for a command that was refused before it started anything.
 *
 * @param command its name: `run`
 * @param message why it was refused
 * @throws if it cannot be written
 */
export function writeJunitError(path: string, command: string, message: string): void {
  replaceFile(path, printJunitError(command, message));
}

function replaceFile(path: string, text: string): void {
  try {
    Deno.mkdirSync(dirname(absolutePath(path)), { recursive: true });
    writeAtomic(path, text);
  } catch (error) {
    throw explain(error, `cannot write the JUnit file ${path}`);
  }
}
