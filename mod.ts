/**
 * grid-workers as a library: grids expanded, scheduled and read, without files or processes.
 *
 * Everything here is pure: files come in through callbacks, time and random numbers as arguments.
 *
 * @module
 */
export { expandGrid, type ExpandInput } from "./lib/grid/expand.ts";
export { NO_OVERRIDES, type Overrides } from "./lib/grid/parse.ts";
export {
  configOf,
  decodePlan,
  encodePlan,
  type Experiment,
  experimentDir,
  type GridTest,
  type Group,
  paramsOf,
  type Plan,
  PlanError,
} from "./lib/grid/plan.ts";
export { formatProblem, InputError, type Problem } from "./lib/grid/problem.ts";
export { createReport, type Report } from "./lib/grid/report.ts";
export { fromJson, type Json, type Scalar, toJson, type Value } from "./lib/grid/value.ts";
export { parseYaml, printYaml, YamlError, type YamlFile } from "./lib/grid/yaml.ts";
export { type JournalRecord, readHistory, type RunState, type StageHistory } from "./lib/schedule/history.ts";
export {
  type Action,
  createState,
  type Event,
  type Job,
  type Limits,
  nextWake,
  type State,
  step,
} from "./lib/schedule/scheduler.ts";
export { type GridStatus, statusOf } from "./lib/schedule/status.ts";
