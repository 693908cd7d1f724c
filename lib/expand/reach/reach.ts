/** Decides which runs of a task a key of the configuration reaches, and says why it reaches none. */
import { overlapsAny } from "../overlaps.ts";
import { placeholderOf, sees, type Sight } from "./sight.ts";

/** The runs that a key reaches: those of the training (`all`), only tests, or none. */
export type Reach = "all" | "tests" | "none";

/**
 * The runs that a key of the configuration reaches.
 *
 * A test whose command sees everything, by `{config}` for instance, is no proof that the key is meant for tests: a placeholder
 * of the key is, and so is the section `testing`.
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
