/** What is to be analyzed: grid directories and trees, as the command line names them. */
import { basename, join, resolve } from "@std/path";
import { shownPath } from "../../lib/grid/layout.ts";
import { InputError } from "../../lib/grid/problem.ts";
import { statIfExists } from "../files.ts";
import { isGridDir, listGridDirs, newestGridDir } from "../grid_dir.ts";
import { findExperiments, type FoundExperiment } from "./find_experiments.ts";
import type { Notes } from "./notes.ts";

/** One grid, or one tree. Paths are absolute. */
export type Source =
  | { readonly kind: "grid"; readonly root: string; readonly name: string }
  | { readonly kind: "tree"; readonly root: string; readonly name: string; readonly found: readonly FoundExperiment[] };

/** All that is to be analyzed together. */
export interface Sources {
  readonly sources: readonly Source[];
  /** The directory that the results are written to, unless the command line says otherwise. */
  readonly home: string;
}

/**
 * @param targets grid directories, trees, directories of several grids, or grid files; none: the newest grid of `expdir`
 * @param expdir where grids are
 * @throws {InputError} for targets that hold nothing to analyze
 */
export function findSources(targets: readonly string[], expdir: string, notes: Notes): Sources {
  const homes: string[] = [];
  const sources = new Map<string, Source>();
  const problems: { source: string; message: string }[] = [];
  const add = (home: string, found: readonly Source[]) => {
    homes.push(home);
    for (const source of found) if (!sources.has(source.root)) sources.set(source.root, source);
  };
  for (const target of targets.length === 0 ? [newestOf(expdir)] : targets) {
    const path = resolve(target);
    const info = statIfExists(path);
    if (info === undefined) {
      const hint = targets.length === 0 ? ": --expdir says where grids are, or give a grid directory" : "";
      problems.push({ source: target, message: `there is no such ${hint === "" ? "file or " : ""}directory${hint}` });
    } else if (!info.isDirectory) {
      const newest = newestGridDir(resolve(expdir), path, undefined);
      if (newest !== undefined) add(newest, [{ kind: "grid", root: newest, name: basename(newest) }]);
      else problems.push({ source: target, message: `no grid directory in ${expdir} was made from this file` });
    } else {
      const found = search(path, notes);
      if (found.length > 0) add(path, found);
      else {
        problems.push({
          source: target,
          message:
            "there is nothing to analyze: no grid directory, and no directory with a training_configuration.yaml " +
            "and models/model_best.*",
        });
      }
    }
  }
  if (problems.length > 0) throw new InputError(problems.map((problem) => ({ severity: "error", ...problem })));
  return { sources: distinguish([...sources.values()]), home: homes[0]! };
}

function newestOf(expdir: string): string {
  return isGridDir(expdir) ? expdir : listGridDirs(expdir)[0] ?? expdir;
}

function search(root: string, notes: Notes): Source[] {
  const { experiments, grids } = findExperiments(root, notes);
  const name = basename(root);
  return [
    ...(experiments.length > 0 ? [{ kind: "tree" as const, root, name, found: experiments }] : []),
    ...grids.map((path): Source => ({ kind: "grid", root: join(root, path), name: basename(path) || name })),
  ];
}

// Directories of one name are told apart by their paths.
function distinguish(sources: readonly Source[]): Source[] {
  const counts = Map.groupBy(sources, ({ name }) => name);
  return sources.map((source) =>
    counts.get(source.name)!.length === 1 ? source : { ...source, name: shownPath(source.root, Deno.cwd()) }
  );
}
