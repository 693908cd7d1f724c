/** Paths that MI-Prometheus's programs can read. */

/**
 * Whether they find a configuration by its path: they take it for a list of paths, which they split at commas and rid of
 * spaces (`recurrent_config_parse` in miprometheus/workers/worker.py).
 */
export function isReadable(path: string): boolean {
  return !/[ ,]/.test(path);
}

/** A path as they are given it: one that they would not find is shortened to where they work, if it lies below. */
export function readablePath(path: string, workdir: string): string {
  return isReadable(path) || !path.startsWith(`${workdir}/`) ? path : path.slice(workdir.length + 1);
}

/** The name of an experiment, and so of its directory, without the commas at which they would split its path. */
export function readableName(name: string): string {
  return name.replaceAll(",", "_");
}
