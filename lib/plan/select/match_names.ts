/** Finds experiments by what tables, messages and directories call them. */
import { globToRegExp } from "@std/path";
import type { Experiment } from "../plan.ts";

/**
 * The experiments that a text names: by their name, which may be a glob, by the first digits of their id, as tables print them
 * (`NAME r0`, `NAME r0 ID`), or by their directory, also with a path in front of it. Models from elsewhere have their own
 * directories. `all` names all of them, unless one has
 * this name.
 *
 * @param experiments in which to search
 * @param dirOf gives the name of the directory of an experiment
 */
export function matchNames(
  text: string,
  experiments: readonly Experiment[],
  dirOf: (experiment: Experiment) => string,
): Experiment[] {
  const isName = matcherOf(text);
  const isId = /^[0-9a-f]{4,32}$/.test(text);
  const named = experiments.filter(({ name, hash }) => isName(name) || (isId && hash.startsWith(text)));
  if (named.length > 0) return named;
  if (text === "all") return [...experiments];
  const path = text.replace(/\/+$/, "").replace(/^(?:\.\/)+/, "");
  const isDir = matcherOf(path.split("/").at(-1)!);
  return experiments.filter((experiment) => {
    const label = `${experiment.name} r${experiment.repetition}`;
    return isName(label) || isName(`${label} ${experiment.id}`) || isDir(dirOf(experiment)) ||
      isAbove(path, experiment.model);
  });
}

// Whether a path, or the end of one, is a directory above a model.
function isAbove(path: string, model: string | undefined): boolean {
  return path !== "" && model?.includes(path.startsWith("/") ? `${path}/` : `/${path}/`) === true;
}

function matcherOf(text: string): (name: string) => boolean {
  if (!/[*?[\]{}()|!+@\\]/.test(text)) return (name) => name === text;
  const glob = globToRegExp(text, { extended: true });
  return (name) => name === text || glob.test(name);
}
