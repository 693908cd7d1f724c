/**
 * The library API of grid-workers: expand grid files, open and run grid directories, analyze results, and use the pure
 * scheduler on its own.
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
export { expandGrid, type ExpandInput, type Expansion } from "./lib/expand/expand_grid.ts";
export { type GridTest } from "./lib/grid/grid_tests.ts";
export { NO_OVERRIDES, type Overrides } from "./lib/grid/overrides.ts";
export { formatProblem, InputError, type Problem } from "./lib/messages/problem.ts";
export { configOf, paramsOf } from "./lib/plan/experiment.ts";
export { type Experiment, type Group, type Plan } from "./lib/plan/plan.ts";
export { type JournalRecord } from "./lib/run/journal_record.ts";
export { type EndState, type Outcome } from "./lib/run/outcome.ts";
export { type Run, type RunState, type RunStateName, stateName } from "./lib/run/run_state.ts";
export { type RunKey, runOf, type RunTable } from "./lib/run/run_table.ts";
export { type Action, type SchedulerEvent } from "./lib/schedule/events.ts";
export { createState, type Job, type Limits, type State } from "./lib/schedule/state.ts";
export { nextWake, step } from "./lib/schedule/step.ts";
export { type Progress } from "./lib/status/progress.ts";
export { type StageEvent } from "./lib/status/stage_event.ts";
export { type GridStatus, statusOf } from "./lib/status/status.ts";
export { experimentDir } from "./lib/store/layout.ts";
export { decodePlan, encodePlan, PlanError } from "./lib/store/plan_format.ts";
