/**
 * Runs grids of machine-learning experiments: expands a grid file into experiments, trains and tests them, and analyzes their
 * results.
 *
 * {@link makeGrid} creates a grid directory from a grid file. Use {@link holdGrid} to lock the directory and run it, and
 * {@link openGrid} to read it.
 *
 * @example Create a grid, train it, and read the results
 * ```ts
 * import { analyze, holdGrid, makeGrid, openGrid, runStage, statusOf } from "@grid-workers/grid-workers";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = await Deno.makeTempDir();
 * await Deno.writeTextFile(
 *   `${dir}/grid.yaml`,
 *   `
 * grid_axes: {lr: [0.1, 0.01]}
 * grid_settings:
 *   command: 'printf "{{\\"validation\\": {{\\"accuracy\\": %s}}}}" {lr} >{dir}/metrics.json'
 *   metric: validation_accuracy
 * `,
 * );
 * const root = makeGrid({ file: `${dir}/grid.yaml` }, { expdir: `${dir}/experiments` });
 * {
 *   await using session = await holdGrid(root);
 *   const { unsuccessful } = await runStage(session, { stage: "train" });
 *   assertEquals(unsuccessful, 0);
 * }
 * const { plan, runs } = openGrid(root);
 * assertEquals(statusOf(root, { plan, runs }, null).counts.train.succeeded, 2);
 * using analysis = await analyze([root]);
 * assertEquals(analysis.summary.columns, ["training_duration_s", "validation_accuracy"]);
 * await Deno.remove(dir, { recursive: true });
 * ```
 *
 * @example Expand a grid without a file system
 * ```ts
 * import { configOf, expandGrid, parseYaml, toJson } from "@grid-workers/grid-workers";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "grid_axes: {lr: [0.1, 0.01], width: [32, 64]}\ngrid_settings: {command: 'train {args}'}\n";
 * const expansion = expandGrid({ yaml: parseYaml(text, "grid.yaml"), read: () => undefined, cwd: "/", masterSeed: 1 });
 * if ("problems" in expansion) throw new Error("the grid file is invalid");
 * const { plan } = expansion;
 * assertEquals(plan.experiments.map(({ name }) => name), [
 *   "grid-lr=0.1-width=32",
 *   "grid-lr=0.1-width=64",
 *   "grid-lr=0.01-width=32",
 *   "grid-lr=0.01-width=64",
 * ]);
 * assertEquals(toJson(configOf(plan, plan.experiments[3]!)), { lr: 0.01, width: 64 });
 * ```
 *
 * @example Input errors are values, each with its position
 * ```ts
 * import { expandGrid, formatProblem, parseYaml } from "@grid-workers/grid-workers";
 * import { assertEquals } from "@std/assert";
 *
 * const yaml = parseYaml("grid_axis: {lr: [0.1]}\n", "grid.yaml");
 * const expansion = expandGrid({ yaml, read: () => undefined, cwd: "/", masterSeed: 1 });
 * assertEquals("problems" in expansion && formatProblem(expansion.problems[0]!).slice(0, 14), "grid.yaml:1:1:");
 * ```
 *
 * @example Step the scheduler by hand: it changes its state, and nothing else
 * ```ts
 * import { createState, type Job, type Limits, nextWake, step } from "@grid-workers/grid-workers";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = { needs: { cpus: 1, memory: 0 }, timeout: 60_000, retries: 1 };
 * const job: Job = { experiment: 0, policy, attempt: 1, failures: 0, times: 1, losses: 0 };
 * const limits: Limits = {
 *   slots: 1,
 *   capacity: { cpus: 1, memory: 0 },
 *   devices: [],
 *   grace: 10_000,
 *   failures: { kind: "none" },
 * };
 * const state = createState(limits, [job]);
 * const actions = step(state, { type: "begin" }, 0);
 * assertEquals(actions.map(({ type }) => type), ["launch"]);
 * assertEquals(nextWake(state), 60_000);
 * const ends = step(state, { type: "ended", slot: 0, outcome: { kind: "exit", code: 0 } }, 5_000);
 * assertEquals(ends.map(({ type }) => type), ["record_end", "finish"]);
 * ```
 *
 * @module
 */
export { type Analysis, type AnalysisOptions, analyze } from "./io/analysis/analyze.ts";
export { type Collected } from "./io/analysis/collection.ts";
export { type Unreadable } from "./lib/analysis/describe_unreadable.ts";
export { type TargetFacts } from "./io/analysis/read_targets.ts";
export { type Tables } from "./io/analysis/write_tables.ts";
export { type FoundGpus } from "./io/gpu/find_gpus.ts";
export { LockedError } from "./io/grid/lock/lock_errors.ts";
export { type GridDirOptions, type GridRequest, makeGrid, type PlanCheck } from "./io/grid/make_grid.ts";
export { type GridSession, type HeldSession, holdGrid, type OpenGrid, openGrid } from "./io/grid/session.ts";
export { type Order, type OrderDisplay, type Orders } from "./io/stage/orders.ts";
export { runStage, type StageObserver, type StageOrders } from "./io/stage/run_stage.ts";
export { type StageResult } from "./io/stage/stage_result.ts";
export { type FirstCheck } from "./io/stage/runs/first_results.ts";
export { type ClusterRequest, type StageRequest } from "./io/stage/stage_request.ts";
export { type StopSignal } from "./io/system/processes/stop_signals.ts";
export { type ResultConflicts, type Tally } from "./lib/analysis/describe_analysis.ts";
export { type Statistics } from "./lib/analysis/statistics.ts";
export { type ResultDoubt } from "./lib/analysis/first_results.ts";
export { type IdleParam } from "./lib/analysis/idle_params.ts";
export { type ConfigurationSummary, type Summary } from "./lib/analysis/summary.ts";
export { type Table } from "./lib/analysis/tables/table.ts";
export { type Json, type Key, type Scalar, toJson, type Value, type ValueMap } from "./lib/config/value.ts";
export { type PaddedText } from "./lib/config/pad_flow_lines.ts";
export { parseYaml, type Position, YamlError, type YamlFile } from "./lib/config/yaml.ts";
export { type FileCheck } from "./lib/expand/checks/check_commands.ts";
export { expandGrid, type ExpandInput, type Expansion } from "./lib/expand/expand_grid.ts";
export { type SettingLocator } from "./lib/expand/setting_origin.ts";
export {
  type Card,
  type ComputeMode,
  type ComputeProcess,
  type Device,
  type DeviceNeeds,
  type GpuSnapshot,
  type LostCard,
  type MigInstance,
} from "./lib/gpu/device.ts";
export { type Blocked, type DeviceHolder, type Obstacle } from "./lib/gpu/eligibility.ts";
export { type GridOverrides } from "./lib/grid/grid_overrides.ts";
export { type GridTest } from "./lib/grid/grid_tests.ts";
export { type ArgumentStyle, type ArgumentStyles } from "./lib/grid/settings/argument_style.ts";
export {
  type EarlyStopping,
  type HalvingRule,
  type MaxFailures,
  type Metric,
  type Settings,
  type SnapshotSetting,
  type StageCommand,
} from "./lib/grid/settings/settings.ts";
export { type ReadText } from "./lib/grid/load_configs.ts";
export { type Overrides } from "./lib/grid/overrides.ts";
export { type Part, type Template } from "./lib/grid/template.ts";
export { type PathProbe } from "./lib/launch/checks/named_files.ts";
export { formatProblem, InputError, type Place, type Problem } from "./lib/messages/problem.ts";
export { configOf } from "./lib/plan/experiment.ts";
export {
  type Experiment,
  type Group,
  type Plan,
  type PythonUsed,
  type RunSpec,
  type Snapshot,
} from "./lib/plan/plan.ts";
export type { Fields } from "./lib/results/experiment_result.ts";
export {
  type Fingerprint,
  type Fingerprints,
  type JournalRecord,
  type LaunchDetails,
  type LaunchRecord,
  type RecordedFingerprint,
  type RecordedNumber,
  type SystemName,
} from "./lib/run/journal_record.ts";
export { type FileSpec, type FormatName, type LogSpec, type ResultSpec } from "./lib/run/result_spec.ts";
export { END_STATES, type EndState, type Outcome, type Told } from "./lib/run/outcome.ts";
export { type Inspection, type UnknownInspection } from "./lib/run/recover.ts";
export {
  type LaunchInfo,
  type Run,
  type RungValue,
  type RunState,
  type RunStateName,
  type RunTable,
  type Time,
} from "./lib/run/run_state.ts";
export { type Stage } from "./lib/run/stage.ts";
export { type OrderedJob } from "./lib/schedule/backlog.ts";
export { type Needs } from "./lib/schedule/slots.ts";
export { type Action, type SchedulerEvent } from "./lib/schedule/events.ts";
export {
  createState,
  type FailureLimit,
  type Job,
  type Limits,
  type Policy,
  type Running,
  type State,
  type StopReason,
} from "./lib/schedule/state.ts";
export { nextWake, step } from "./lib/schedule/step.ts";
export { type Halving, type Rung, type RungBasis, type RungVerdict, type Verdict } from "./lib/search/halving.ts";
export { type JobCounts } from "./lib/cluster/job_queue.ts";
export { type JobArray, type JobOptions } from "./lib/cluster/plan_arrays.ts";
export { type StageCounts } from "./lib/status/count_states.ts";
export { type ArrayDescription } from "./lib/status/notices/describe_submission.ts";
export { type DeletedDirs } from "./lib/status/notices/describe_deleted.ts";
export { type UnknownRun } from "./lib/status/notices/describe_left.ts";
export { type EarlierFailures } from "./lib/status/failures.ts";
export {
  type EarlyStatus,
  type ExperimentStatus,
  type FailureStatus,
  type GridStatus,
  type StageStatus,
  statusOf,
} from "./lib/status/status.ts";
export { type Failure, type Progress, type StageEvent } from "./lib/status/progress/progress.ts";
export { type ClusterStatus, type ControllerStatus } from "./lib/status/cluster_status.ts";
export { type FirstResults } from "./lib/status/progress/describe_first_results.ts";
export { type SeenSeries, type Unmeasured } from "./lib/status/progress/describe_verdict.ts";
export { type Holder } from "./lib/store/lock_format.ts";
export { PlanError } from "./lib/store/plan_format.ts";
