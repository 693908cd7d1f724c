/** The names of grid directories. */

/**
 * The hidden name of a grid directory that is being created.
 *
 * @param random 8 hexadecimal digits
 */
export function unfinishedName(random: string): string {
  return `.making-${random}`;
}

/** Whether a name is one of {@link unfinishedName}. */
export function isUnfinishedName(name: string): boolean {
  return /^\.making-[0-9a-f]{8}$/.test(name);
}

/**
 * The hidden name of the directory of `grid:try`, beside grid directories: no command finds the newest grid in it.
 *
 * @param random 8 hexadecimal digits
 */
export function tryName(random: string): string {
  return `.try-${random}`;
}

/** Whether a name is one of {@link tryName}. */
export function isTryName(name: string): boolean {
  return /^\.try-[0-9a-f]{8}$/.test(name);
}

/**
 * The name of a new grid directory: `mnist_20261124_093000[_savetag]`.
 *
 * @param attempt from 0; later attempts at a free name append a number
 */
export function gridDirName(name: string, stamp: string, savetag: string | undefined, attempt: number): string {
  return `${name}_${stamp}${attempt === 0 ? "" : `-${attempt + 1}`}${savetag === undefined ? "" : `_${savetag}`}`;
}

/** Whether a directory has the name of a grid directory for this grid. */
export function isGridDirName(dir: string, name: string): boolean {
  return dir.startsWith(`${name}_`) && /^\d{8}_\d{6}/.test(dir.slice(name.length + 1));
}
