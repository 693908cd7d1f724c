/** Decides which runs of a task a key of the configuration reaches, and says why it reaches none. */
import { configKey, placeholders, RESERVED, type Template } from "../../grid/template.ts";
import { specTemplates } from "../../launch/command.ts";
import { usesMiPrometheus } from "../../mi_prometheus/programs.ts";
import type { RunSpec } from "../../plan/plan.ts";
import { CONFIGURATION } from "../../store/layout.ts";
import { overlapsAny } from "../expand_context.ts";

/** The runs that a key reaches: those of the training (`all`), only tests, or none. */
export type Reach = "all" | "tests" | "none";

/**
 * The runs that a key of the configuration reaches.
 *
 * If the command of a test sees everything, by `{config}` for instance, this does not show that the key is meant for tests. A
 * placeholder of the key does, and so does the section `testing`.
 *
 * @param key dotted
 * @param inArgs whether `{args}` and `{overrides}` contain the key
 * @param sights of the runs of each experiment
 */
export function reachOf(key: string, inArgs: boolean, sights: readonly Sight[]): Reach {
  const reached = sights.filter((sight) => sees(sight, key) || (inArgs && sight.args !== undefined));
  if (reached.some(({ spec }) => spec.stage === "train")) return "all";
  if (reached.length === 0) return "none";
  return key.startsWith("testing.") || reached.some(({ keys }) => overlapsAny(key, keys)) ? "all" : "tests";
}

/** The ways by which a command can see a key, as in messages: `{lr}`, `{args}`, `{overrides}`, `{config}`. */
export function waysToSee(key: string, inArgs: boolean): string[] {
  const placeholder = placeholderOf(key);
  return [
    ...(placeholder === undefined ? [] : [placeholder]),
    ...(inArgs ? ["{args}", "{overrides}"] : []),
    "{config}",
  ];
}

/**
 * What is wrong with a key that the training does not see, as the end of a sentence: `reaches no run: the command uses neither
 * {lr} nor {args}, {overrides}, {config}`.
 *
 * @param ways by which the command could see it
 * @param task the name of the task, if other tasks see the key
 */
export function describeMissed(reach: Exclude<Reach, "all">, ways: readonly string[], task?: string): string {
  const what = reach === "none" ? "reaches no run" : "reaches only tests";
  const end = reach === "none" ? "" : ", so trainings that differ only in it are the same";
  return `${what}${task === undefined ? "" : ` of task "${task}"`}: the command uses ${noneOf(ways)}${end}`;
}

/** `neither {lr} nor {args}, {config}`, or `no {config}`. */
export function noneOf([first, ...others]: readonly string[]): string {
  return others.length === 0 ? `no ${first}` : `neither ${first} nor ${others.join(", ")}`;
}

/** Which parts of the configuration the command of a run and its environment can see, as far as the grid file shows it. */
export interface Sight {
  readonly spec: RunSpec;
  /** The whole configuration: `{config}`, or `GRID_CONFIG` in the command, `setup` or `env`. */
  readonly config: boolean;
  /** The values of axes and of `--set`: the placeholder is `args` or `overrides`. */
  readonly args: "args" | "overrides" | undefined;
  /** The seed of the run, or the repetition, from which a seed can be made. */
  readonly seed: boolean;
  /** The dotted keys of placeholders. */
  readonly keys: readonly string[];
  /** The literal text of the command, `setup`, `shell` and `env`. */
  readonly text: string;
}

/** What a run can see. Programs may also read `GRID_*` variables themselves, which cannot be known. */
export function sightOf(spec: RunSpec): Sight {
  const templates = specTemplates(spec, { tensorboard: false }).map(([, template]) => template);
  const names = templates.flatMap(placeholders);
  const text = [spec.settings.setup ?? "", ...spec.settings.shell, ...templates.map(literalText)].join("\n");
  return {
    spec,
    // MI-Prometheus's tester gets the configuration, or finds it next to the model.
    config: usesMiPrometheus(spec) || names.includes("config") || text.includes("GRID_CONFIG") ||
      Object.values(CONFIGURATION).some((file) => text.includes(file)),
    args: names.includes("args") ? "args" : names.includes("overrides") ? "overrides" : undefined,
    seed: names.includes("seed") || names.includes("repetition") ||
      /GRID_(?:SEED|REPETITION)|\$\{?S?RANDOM\b/.test(text),
    keys: names.flatMap((name) => configKey(name) ?? []),
    text,
  };
}

function literalText({ words }: Template): string {
  return words.map((parts) => parts.map((part) => typeof part === "string" ? part : " ").join("")).join(" ");
}

/** Whether a run can see a key of its configuration, or a part of it. */
export function sees({ config, keys }: Sight, key: string): boolean {
  return config || overlapsAny(key, keys);
}

/** The placeholder for a key, `{lr}` or `{config.name}`; `undefined` if the key cannot be written as one. */
export function placeholderOf(key: string): string | undefined {
  if (!/^[\w~][\w.~/-]*$/.test(key)) return undefined;
  return RESERVED.has(key) || key.startsWith("config.") ? `{config.${key}}` : `{${key}}`;
}
