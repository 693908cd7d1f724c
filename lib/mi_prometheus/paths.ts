/** Works around MI-Prometheus's handling of paths with commas and spaces. */

/**
 * Whether MI-Prometheus can read a configuration at a path. It treats the path as a list, splits it at commas and removes
 * spaces (`recurrent_config_parse` in miprometheus/workers/worker.py).
 */
export function isReadable(path: string): boolean {
  return !/[ ,]/.test(path);
}

/** A path to pass to MI-Prometheus: relative to the working directory if the absolute path cannot be read. */
export function readablePath(path: string, workdir: string): string {
  return isReadable(path) || !path.startsWith(`${workdir}/`) ? path : path.slice(workdir.length + 1);
}

/** The name of an experiment without commas, at which MI-Prometheus would split the path of its directory. */
export function readableName(name: string): string {
  return name.replaceAll(",", "_");
}
