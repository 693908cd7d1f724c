/** Reads the metrics of a run from a database or the directories of MLflow. */
import { join } from "@std/path";
import { TooManyValues, type ValueSink } from "../../lib/results/formats/format.ts";
import {
  addMetrics,
  describeRuns,
  type MlflowMetric,
  type MlflowRun,
  newestRun,
  parseMetricLine,
} from "../../lib/results/formats/mlflow.ts";
import { MAX_KEY, MAX_VALUES } from "../../lib/results/series.ts";
import { errnoOf } from "../system/file_errors.ts";
import { entriesIn, removeIfExists, statIfExists } from "../system/files.ts";
import { readText } from "./read_part.ts";

// A database of MLflow.

const MAX_RUNS = 10_000;
// Milliseconds. Another process writes for a moment only.
const BUSY_TIMEOUT = 500;
const MAX_COPY = 2 ** 28;

/** The part of `node:sqlite` that is used. */
interface Database {
  prepare(sql: string): { iterate(...values: unknown[]): Iterable<Record<string, unknown>> };
  close(): void;
}

// The module is loaded when a database is read: an import would load it, and what it needs of Node, with every command.
function openDatabase(path: string, readOnly: boolean): Database {
  const { process } = globalThis as unknown as { process: { getBuiltinModule(name: string): SqliteModule } };
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const database = new DatabaseSync(path, { readOnly });
  for (const _ of database.prepare(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`).iterate());
  return database;
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string, options: { readOnly: boolean }) => Database;
}

/**
 * Reads the newest run in a database, also while it is written.
 *
 * @returns problems
 */
export function readMlflowDatabase(path: string, sink: ValueSink): string[] {
  try {
    return readDatabase(path, sink);
  } catch (error) {
    // What is no database, or not one of MLflow, or is locked for long.
    if (errnoOf(error) === "ERR_SQLITE_ERROR") return [`cannot be read: ${(error as Error).message}`];
    throw error;
  }
}

function readDatabase(path: string, sink: ValueSink): string[] {
  let database: Database | undefined;
  let copy: string | undefined;
  try {
    database = openDatabase(path, true);
    return readNewestRun(database, sink);
  } catch (error) {
    if (!isUnfinished(error, path)) throw error;
    // A writer was killed within a transaction. What it did is to be undone, which takes a copy that can be written.
    database?.close();
    database = undefined;
    copy = copyDatabase(path);
    database = openDatabase(copy, false);
    return readNewestRun(database, sink);
  } finally {
    database?.close();
    if (copy !== undefined) { for (const suffix of ["", "-journal", "-wal", "-shm"]) removeIfExists(copy + suffix); }
  }
}

function isUnfinished(error: unknown, path: string): boolean {
  return error instanceof Error && /readonly|read-only/.test(error.message) &&
    statIfExists(`${path}-journal`) !== undefined;
}

function copyDatabase(path: string): string {
  const size = (statIfExists(path)?.size ?? 0) + (statIfExists(`${path}-journal`)?.size ?? 0);
  if (size > MAX_COPY) {
    const message = `a transaction was not finished, and it has ${size} bytes`;
    throw Object.assign(new Error(message), { code: "ERR_SQLITE_ERROR" });
  }
  const copy = Deno.makeTempFileSync({ prefix: "grid-mlflow-" });
  Deno.copyFileSync(path, copy);
  Deno.copyFileSync(`${path}-journal`, `${copy}-journal`);
  return copy;
}

function readNewestRun(database: Database, sink: ValueSink): string[] {
  // Views and virtual tables may compute anything, for as long as they like.
  const tables = `type = 'table' AND name IN ('runs', 'metrics', 'tags') AND sql NOT LIKE 'CREATE VIRTUAL%'`;
  const [found] = database.prepare(`SELECT COUNT(*) AS count FROM sqlite_master WHERE ${tables}`).iterate();
  if (found?.count !== 3) return ["is no database of MLflow"];
  // One transaction: all of one state.
  for (const _ of database.prepare("BEGIN").iterate());
  const runs = Array.from(
    database.prepare(
      `SELECT run_uuid, name, start_time, lifecycle_stage,
        EXISTS (SELECT 1 FROM tags WHERE tags.run_uuid = runs.run_uuid AND key = 'mlflow.parentRunId') AS nested
      FROM runs ORDER BY start_time DESC LIMIT ${MAX_RUNS}`,
    ).iterate(),
    (row): MlflowRun => ({
      id: String(row.run_uuid),
      name: String(row.name ?? ""),
      started: Number(row.start_time ?? 0),
      isDeleted: row.lifecycle_stage === "deleted",
      isNested: row.nested === 1,
    }),
  );
  const run = newestRun(runs);
  if (run === undefined) return [];
  const metrics: MlflowMetric[] = [];
  const rows = database.prepare(
    `SELECT key, value, CAST(timestamp AS REAL) AS time, CAST(step AS REAL) AS step, is_nan FROM metrics
      WHERE run_uuid = ? AND length(key) <= ${MAX_KEY}`,
  );
  for (const row of rows.iterate(run.id)) {
    if (metrics.length === MAX_VALUES) throw new TooManyValues(`has more than ${MAX_VALUES} values`);
    const [time, step] = [Number(row.time), Number(row.step)];
    if (typeof row.value !== "number" || typeof row.key !== "string") continue;
    metrics.push({ key: row.key, time, step, value: row.is_nan === 1 ? NaN : row.value });
  }
  addMetrics(metrics, sink);
  return [describeRuns(runs, run) ?? []].flat();
}

// Directories of MLflow: `mlruns/EXPERIMENT/RUN/metrics/NAME`.

const MAX_FILES = 10_000;
const MAX_DEPTH = 8;
const MAX_META_LINES = 100;

/**
 * Reads the newest run below a directory `mlruns`.
 *
 * @returns problems
 */
export function readMlflowFiles(dir: string, sink: ValueSink): string[] {
  const problems: string[] = [];
  const runs = runsIn(dir);
  const run = newestRun(runs);
  if (run === undefined) return [];
  const metrics: MlflowMetric[] = [];
  const files = filesBelow(join(run.id, "metrics"), "", MAX_DEPTH).slice(0, MAX_FILES);
  for (const key of files) {
    const path = join(run.id, "metrics", key);
    const text = readText(path, false);
    problems.push(...text.problems.map((problem) => `${key}: ${problem}`));
    const lines = (text.value ?? "").split("\n");
    // What has no end may have lost digits.
    lines.pop();
    for (const line of lines) {
      const metric = parseMetricLine(key, line);
      if (metric === undefined) continue;
      if (metrics.length === MAX_VALUES) throw new TooManyValues(`has more than ${MAX_VALUES} values`);
      metrics.push(metric);
    }
  }
  addMetrics(metrics, sink);
  const several = describeRuns(runs, run);
  return several === undefined ? problems : [...problems, several];
}

// The id of each is its path.
function runsIn(dir: string): MlflowRun[] {
  const inner = (path: string) =>
    entriesIn(path).filter(({ isDirectory, name }) => isDirectory && !name.startsWith(".")).map(({ name }) =>
      join(path, name)
    );
  return inner(dir).flatMap(inner).slice(0, MAX_RUNS).flatMap((id): MlflowRun[] => {
    const { value } = readText(join(id, "meta.yaml"), false);
    if (value === undefined) return [];
    const lines = value.split("\n", MAX_META_LINES);
    const field = (name: string) =>
      lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1).trim().replace(/^'|'$/g, "");
    return [{
      id,
      name: field("run_name") ?? "",
      started: Number(field("start_time")) || 0,
      isDeleted: field("lifecycle_stage") === "deleted",
      isNested: statIfExists(join(id, "tags", "mlflow.parentRunId")) !== undefined,
    }];
  });
}

// Relative paths: names of metrics may have slashes.
function filesBelow(dir: string, relative: string, depth: number): string[] {
  if (depth === 0) return [];
  return entriesIn(join(dir, relative)).flatMap(({ name, isDirectory, isFile }) => {
    const path = relative === "" ? name : `${relative}/${name}`;
    return isDirectory ? filesBelow(dir, path, depth - 1) : isFile ? [path] : [];
  });
}
