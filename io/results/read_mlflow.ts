/** Reads the metrics of a run from a database or the directories of MLflow. */
import { dirname, join } from "@std/path";
import type { Fields } from "../../lib/results/experiment_result.ts";
import { TooManyValues, type ValueSink } from "../../lib/results/formats/format.ts";
import {
  addMetrics,
  describeRuns,
  type MlflowMetric,
  type MlflowRun,
  newestRun,
  parseMetricLine,
} from "../../lib/results/formats/mlflow.ts";
import { shortText } from "../../lib/results/run_parameters.ts";
import { MAX_KEY, MAX_VALUES } from "../../lib/results/series.ts";
import { errnoOf } from "../system/file_errors.ts";
import { entriesIn, removeIfExists, statIfExists } from "../system/files.ts";
import { readText } from "./read_part.ts";

/** A run in a store. Unknown texts are empty. */
export interface StoredRun extends MlflowRun {
  /** The name of its experiment. */
  readonly experiment: string;
  /** `FINISHED`, for example. */
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly ended: number | undefined;
}

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
  try {
    for (const _ of database.prepare(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`).iterate());
    checkTables(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

// A view or a virtual table could compute without end.
function checkTables(database: Database): void {
  const names = TABLES.map((name) => `'${name}'`).join(", ");
  const others = database.prepare(
    `SELECT name FROM sqlite_master WHERE name COLLATE NOCASE IN (${names})
    AND (type <> 'table' OR rootpage = 0 OR sql LIKE '%GENERATED ALWAYS%' OR sql LIKE '% AS (%') LIMIT 1`,
  );
  for (const { name } of others.iterate()) throw refusal(`${name} is no table of MLflow`);
}

function refusal(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_SQLITE_ERROR" });
}

const TABLES: readonly string[] = ["experiments", "metrics", "params", "runs", "tags"];

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
  const database = openReadable(path);
  try {
    return readNewestRun(database, sink);
  } finally {
    database.close();
  }
}

// If a writer was killed within a transaction, what it did has to be undone, which takes a copy that can be written.
function openReadable(path: string): Database {
  try {
    return openDatabase(path, true);
  } catch (error) {
    if (!isUnfinished(error, path)) throw error;
    const copy = copyDatabase(path);
    try {
      return openDatabase(copy, false);
    } finally {
      // It is open, and has been undone with the first look at its tables.
      for (const suffix of ["", "-journal", "-wal", "-shm"]) removeIfExists(copy + suffix);
    }
  }
}

function isUnfinished(error: unknown, path: string): boolean {
  return error instanceof Error && /readonly|read-only/.test(error.message) &&
    statIfExists(`${path}-journal`) !== undefined;
}

function copyDatabase(path: string): string {
  const size = (statIfExists(path)?.size ?? 0) + (statIfExists(`${path}-journal`)?.size ?? 0);
  if (size > MAX_COPY) {
    throw refusal(`a transaction was not finished, and it has ${size} bytes`);
  }
  const copy = Deno.makeTempFileSync({ prefix: "grid-mlflow-" });
  Deno.copyFileSync(path, copy);
  Deno.copyFileSync(`${path}-journal`, `${copy}-journal`);
  return copy;
}

function readNewestRun(database: Database, sink: ValueSink): string[] {
  const tables = "type = 'table' AND name IN ('runs', 'metrics', 'tags')";
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
  readStoredMetrics(database, run.id, sink);
  return [describeRuns(runs, run) ?? []].flat();
}

function readStoredMetrics(database: Database, id: string, sink: ValueSink): void {
  const metrics: MlflowMetric[] = [];
  const rows = database.prepare(
    `SELECT key, value, CAST(timestamp AS REAL) AS time, CAST(step AS REAL) AS step, is_nan FROM metrics
      WHERE run_uuid = ? AND length(key) <= ${MAX_KEY}`,
  );
  for (const row of rows.iterate(id)) {
    if (metrics.length === MAX_VALUES) throw new TooManyValues(`has more than ${MAX_VALUES} values`);
    const [time, step] = [Number(row.time), Number(row.step)];
    if (typeof row.value !== "number" || typeof row.key !== "string") continue;
    metrics.push({ key: row.key, time, step, value: row.is_nan === 1 ? NaN : row.value });
  }
  addMetrics(metrics, sink);
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
  const runs = runsIn(dir);
  const run = newestRun(runs);
  if (run === undefined) return [];
  const problems = readMetricFiles(run.id, sink);
  const several = describeRuns(runs, run);
  return several === undefined ? problems : [...problems, several];
}

// Of the directory of a run.
function readMetricFiles(dir: string, sink: ValueSink): string[] {
  const problems: string[] = [];
  const metrics: MlflowMetric[] = [];
  for (const key of filesBelow(join(dir, "metrics"), "", MAX_DEPTH).slice(0, MAX_FILES)) {
    const path = join(dir, "metrics", key);
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
  return problems;
}

// The id of each is its path.
function runsIn(dir: string): StoredRun[] {
  const experiments = new Map<string, string>();
  const inner = (path: string) =>
    entriesIn(path).filter(({ isDirectory, name }) => isDirectory && !name.startsWith(".")).map(({ name }) =>
      join(path, name)
    );
  return inner(dir).flatMap(inner).slice(0, MAX_RUNS).flatMap((id): StoredRun[] => {
    const { value } = readText(join(id, "meta.yaml"), false);
    if (value === undefined) return [];
    const field = (name: string) => fieldOf(value, name);
    const above = dirname(id);
    if (!experiments.has(above)) {
      experiments.set(above, fieldOf(readText(join(above, "meta.yaml"), false).value ?? "", "name") ?? "");
    }
    return [{
      id,
      name: field("run_name") ?? "",
      started: Number(field("start_time")) || 0,
      isDeleted: field("lifecycle_stage") === "deleted",
      isNested: statIfExists(join(id, "tags", "mlflow.parentRunId")) !== undefined,
      experiment: experiments.get(above)!,
      status: STATUSES[Number(field("status"))] ?? "",
      ended: Number(field("end_time")) || undefined,
    }];
  });
}

function fieldOf(yaml: string, name: string): string | undefined {
  const line = yaml.split("\n", MAX_META_LINES).find((line) => line.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim().replace(/^'|'$/g, "");
}

// `RunStatus` (mlflow/protos/service.proto).
const STATUSES: readonly (string | undefined)[] = [
  ...[undefined, "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"],
];

// Relative paths: names of metrics may have slashes.
function filesBelow(dir: string, relative: string, depth: number): string[] {
  if (depth === 0) return [];
  return entriesIn(join(dir, relative)).flatMap(({ name, isDirectory, isFile }) => {
    const path = relative === "" ? name : `${relative}/${name}`;
    return isDirectory ? filesBelow(dir, path, depth - 1) : isFile ? [path] : [];
  });
}

// All runs of a store.

// A store has many runs, and each thread reads them one after the other.
let opened: { readonly path: string; readonly database: Database } | undefined;

// Nothing holds a lock between two statements: a trainer may be writing.
function reopen(path: string): Database {
  if (opened?.path === path) return opened.database;
  opened?.database.close();
  opened = undefined;
  opened = { path, database: openReadable(path) };
  return opened.database;
}

/**
 * Lists the runs of a store that were not deleted, the oldest first, at most 10,000.
 *
 * @param path a database, or a directory `mlruns`
 * @throws {Error} if it cannot be read
 */
export function listStoredRuns(path: string): StoredRun[] {
  const runs = isStoreDirectory(path) ? runsIn(path) : Array.from(
    reopen(path).prepare(
      `SELECT run_uuid, runs.name, start_time, end_time, status, runs.lifecycle_stage, experiments.name AS experiment
      FROM runs LEFT JOIN experiments USING (experiment_id) ORDER BY start_time LIMIT ${MAX_RUNS + 1}`,
    ).iterate(),
    (row): StoredRun => ({
      id: String(row.run_uuid),
      name: String(row.name ?? ""),
      started: Number(row.start_time ?? 0),
      isDeleted: row.lifecycle_stage === "deleted",
      isNested: false,
      experiment: String(row.experiment ?? ""),
      status: String(row.status ?? ""),
      ended: Number(row.end_time) || undefined,
    }),
  );
  return runs.filter(({ isDeleted }) => !isDeleted).sort((a, b) => a.started - b.started);
}

/**
 * Reads a run of a store.
 *
 * @param path as for {@link listStoredRuns}
 * @throws {Error} if it cannot be read
 */
export function readStoredRun(
  path: string,
  id: string,
  sink: ValueSink,
): { readonly params: Fields; readonly problems: readonly string[] } {
  const params = new Map<string, string>();
  if (isStoreDirectory(path)) {
    for (const key of filesBelow(join(id, "params"), "", MAX_DEPTH).slice(0, MAX_FILES)) {
      const text = readText(join(id, "params", key), false).value;
      if (text !== undefined) params.set(key, shortText(text));
    }
    return { params, problems: readMetricFiles(id, sink) };
  }
  const database = reopen(path);
  for (const { key, value } of database.prepare("SELECT key, value FROM params WHERE run_uuid = ?").iterate(id)) {
    if (params.size < MAX_FILES) params.set(String(key), shortText(String(value)));
  }
  readStoredMetrics(database, id, sink);
  return { params, problems: [] };
}

function isStoreDirectory(path: string): boolean {
  return Deno.statSync(path).isDirectory;
}
