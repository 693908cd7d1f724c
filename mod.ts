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
 * assertEquals(statusOf(root, plan, runs, null).counts.train.succeeded, 2);
 * using analysis = await analyze([root]);
 * assertEquals(analysis.summary.columns, ["validation_accuracy"]);
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
 * @example Step the scheduler, which is a pure function, by hand
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
 * const [running, actions] = step(createState(limits, [job]), { type: "begin" }, 0);
 * assertEquals(actions.map(({ type }) => type), ["launch"]);
 * assertEquals(nextWake(running), 60_000);
 * const [, ends] = step(running, { type: "ended", slot: 0, outcome: { kind: "exit", code: 0 } }, 5_000);
 * assertEquals(ends.map(({ type }) => type), ["record_end", "finish"]);
 * ```
 *
 * @module
 */
export { type Analysis, type AnalysisOptions, analyze } from "./io/analysis/analyze.ts";
export { type GridRequest, makeGrid } from "./io/grid/make_grid.ts";
export { LockedError } from "./io/grid/lock.ts";
export { type GridSession, type HeldSession, holdGrid, type OpenGrid, openGrid } from "./io/grid/session.ts";
export { runStage, type StageObserver, type StageResult } from "./io/stage/run_stage.ts";
export { type StageRequest } from "./io/stage/stage_request.ts";
export { fromJson, type Json, toJson } from "./lib/config/json_value.ts";
export { parseYaml, YamlError } from "./lib/config/parse_yaml.ts";
export { printYaml } from "./lib/config/print_yaml.ts";
export { type Scalar, type Value } from "./lib/config/value.ts";
export { type YamlFile } from "./lib/config/yaml_file.ts";
export { type FileCheck } from "./lib/expand/check_files.ts";
export { expandGrid, type ExpandInput, type Expansion } from "./lib/expand/expand_grid.ts";
export { type GridTest } from "./lib/grid/grid_tests.ts";
export { NO_OVERRIDES, type Overrides } from "./lib/grid/overrides.ts";
export { type PathProbe } from "./lib/launch/path_probe.ts";
export { formatProblem, InputError, type Problem } from "./lib/messages/problem.ts";
export { configOf, paramsOf } from "./lib/plan/experiment.ts";
export { type Experiment, type Group, type Plan } from "./lib/plan/plan.ts";
export { type Fingerprint, type Fingerprints } from "./lib/run/fingerprint.ts";
export { type JournalRecord } from "./lib/run/journal_record.ts";
export { type EndState, type Outcome } from "./lib/run/outcome.ts";
export { type Run, type RunState, type RunStateName, stateName } from "./lib/run/run_state.ts";
export { type RunKey, runOf, type RunTable } from "./lib/run/run_table.ts";
export { type Action, type SchedulerEvent } from "./lib/schedule/events.ts";
export { createState, type Job, type Limits, type State } from "./lib/schedule/state.ts";
export { nextWake, step } from "./lib/schedule/step.ts";
export { type EarlierFailures } from "./lib/status/earlier_failures.ts";
export { type Progress } from "./lib/status/progress.ts";
export { type StageEvent } from "./lib/status/stage_event.ts";
export { type GridStatus, statusOf } from "./lib/status/status.ts";
export { experimentDir } from "./lib/store/layout.ts";
export { decodePlan, encodePlan, PlanError } from "./lib/store/plan_format.ts";
