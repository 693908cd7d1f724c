/** Expands grid files given as strings, for the tests of this folder. */
import { describe, toJson, type Value } from "../../../lib/config/value.ts";
import { parseYaml, YamlError } from "../../../lib/config/yaml.ts";
import { expandGrid, type Expansion } from "../../../lib/expand/expand_grid.ts";
import { NO_OVERRIDES, type Overrides } from "../../../lib/grid/overrides.ts";
import { formatProblem, type Problem } from "../../../lib/messages/problem.ts";
import { configOf, paramsOf } from "../../../lib/plan/experiment.ts";
import type { Experiment, Plan } from "../../../lib/plan/plan.ts";
import { assertSchemaAgrees } from "../../schema_of_grids.ts";

/** The result of an expansion. */
export interface Expanded {
  readonly plan: Plan;
  readonly problems: readonly Problem[];
  /** The problems as they are printed. */
  readonly messages: readonly string[];
}

/** The command line and the files next to the grid file. */
export interface Surroundings {
  /** Configuration files by path, relative to `/cwd`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly overrides?: Partial<Overrides>;
  readonly masterSeed?: number;
  readonly sampleSeed?: number;
  /** `--strict`. */
  readonly strict?: boolean;
  /** The path of the grid file, as shown in messages. */
  readonly file?: string;
}

// A grid with errors has no plan.
const NO_PLAN: Plan = {
  name: "none",
  seed: undefined,
  maxConcurrentRuns: Infinity,
  cwd: "/cwd",
  li: 100,
  ll: "INFO",
  tensorboard: undefined,
  groups: [],
  tests: [],
  experiments: [],
};

/** Expands a grid file and returns its problems. */
export function tryExpand(text: string, surroundings: Surroundings = {}): Expanded {
  const file = surroundings.file ?? "grid.yaml";
  const files = new Map(
    Object.entries(surroundings.files ?? {}).map(([path, content]) => [
      path.startsWith("/") ? path : `/cwd/${path}`,
      content,
    ]),
  );
  let expansion: Expansion;
  try {
    const parsed = parseYaml(text, file);
    expansion = expandGrid({
      yaml: parsed,
      overrides: { ...NO_OVERRIDES, ...surroundings.overrides },
      read: (path) => files.get(path),
      cwd: "/cwd",
      masterSeed: surroundings.masterSeed ?? 7,
      sampleSeed: surroundings.sampleSeed,
      strict: surroundings.strict ?? false,
    });
    const found = "plan" in expansion ? [] : expansion.problems.filter(({ source }) => source === file);
    if ("plan" in expansion || found.length > 0) assertSchemaAgrees(parsed.value, found);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const place = error.position === undefined ? {} : { position: error.position };
    expansion = { problems: [{ severity: "error", source: file, ...place, message: error.message }] };
  }
  const [plan, problems] = "plan" in expansion ? [expansion.plan, expansion.warnings] : [NO_PLAN, expansion.problems];
  return { plan, problems, messages: problems.map(formatProblem) };
}

// The command of a test's grid need not use everything that the grid has.
const UNSEEN = /warning: .*(reaches no run|does not reach the test|takes no \{seed\})/;

/** Expands a grid file without problems, other than that its command does not see everything. */
export function expand(text: string, surroundings: Surroundings = {}): Plan {
  const expanded = tryExpand(text, surroundings);
  const { plan } = expanded;
  const messages = expanded.messages.filter((message) => !UNSEEN.test(message));
  if (messages.length > 0) throw new Error(`The grid has problems:\n${messages.join("\n")}`);
  return plan;
}

/** The configurations of a plan as plain data. */
export function configs(plan: Plan): unknown[] {
  return plan.experiments.map((experiment) => toJson(configOf(plan, experiment)));
}

/** The names of a plan's experiments. */
export function names(plan: Plan): string[] {
  return plan.experiments.map(({ name }) => name);
}

/** The ids of a plan's experiments, sorted. */
export function ids(plan: Plan): string[] {
  return plan.experiments.map(({ hash }) => hash).sort();
}

/** The values of an experiment's axes as written. */
export function written(plan: Plan, experiment: Experiment): Record<string, string> {
  return Object.fromEntries(paramsOf(plan, experiment).map(([key, value]) => [key, describe(value)]));
}

/** Parses a YAML value. */
export function yaml(text: string): Value {
  return parseYaml(text, "test.yaml").value;
}
