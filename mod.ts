export { expandGrid, type ExpandInput } from "./lib/expand/expand_grid.ts";
export { NO_OVERRIDES, type Overrides } from "./lib/grid/overrides.ts";
export { configOf, paramsOf } from "./lib/plan/experiment.ts";
export { decodePlan, encodePlan, PlanError } from "./lib/store/plan_format.ts";
export { type Experiment, type Group, type Plan } from "./lib/plan/plan.ts";
export { experimentDir } from "./lib/store/layout.ts";
export { type GridTest } from "./lib/grid/grid_tests.ts";
export { formatProblem, InputError, type Problem } from "./lib/messages/problem.ts";
export { createReport, type Report } from "./lib/messages/report.ts";
export { fromJson, type Json, toJson } from "./lib/config/json_value.ts";
export { type Scalar, type Value } from "./lib/config/value.ts";
export { parseYaml, YamlError } from "./lib/config/parse_yaml.ts";
export { printYaml } from "./lib/config/print_yaml.ts";
export { type YamlFile } from "./lib/config/yaml_file.ts";
export { type JournalRecord } from "./lib/run/journal_record.ts";
export { readHistory } from "./lib/store/journal_format.ts";
export { type RunState, type StageHistory } from "./lib/run/run_state.ts";
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
