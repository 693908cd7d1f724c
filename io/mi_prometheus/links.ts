/** Decides which links to directories are followed in a search, so that it reads everything once and ends. */

/** Decides about links. */
export interface LinkGuard {
  /**
   * Whether to follow a link: not if it leads to what the search reads anyway.
   *
   * @param path absolute, or relative to the working directory
   */
  follows(path: string): boolean;
}

/**
 * Creates a guard for one search.
 *
 * @param root the root of the tree, all of which is searched, except for hidden directories
 * @param from the directory from which this search starts
 */
export function createLinkGuard(root: string, from: string): LinkGuard {
  let followed: string[] | undefined;
  let realRoot = "";
  return {
    follows(path) {
      const target = realPath(path);
      if (followed === undefined) {
        realRoot = realPath(root) ?? root;
        followed = from === root ? [] : [realPath(from) ?? from];
      }
      if (target === undefined || isWithin(realRoot, target)) return false;
      const isHidden = target.slice(realRoot.length).includes("/.");
      if (isWithin(target, realRoot) && !isHidden || followed.some((other) => isWithin(target, other))) return false;
      followed.push(target);
      return true;
    },
  };
}

/** The path without links; `undefined` if it leads nowhere. */
export function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}

function isWithin(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir === "/" ? dir : `${dir}/`);
}
