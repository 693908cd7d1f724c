/** Decides whether a grid directory is still in the project in which its runs start. Projects can be moved and copied. */
import { dirname, isAbsolute, join, relative } from "@std/path";
import { groupsInUse, type Plan } from "./plan.ts";

/** A grid directory and its surroundings. All paths are absolute, as the user typed them. */
export interface Surroundings {
  readonly gridDir: string;
  /** The user's working directory. */
  readonly cwd: string;
  isDirectory(path: string): boolean;
  /** Whether two paths are the same directory, for example through a link. */
  isSame(a: string, b: string): boolean;
  /**
   * Whether a directory has the grid file at the place where it was in the project.
   *
   * @param unchanged whether its content has to be the same, too
   */
  hasGridFile(dir: string, unchanged: boolean): boolean;
}

/** Why the runs of a grid directory should not start in the recorded directory. */
export type Misplaced =
  /** The recorded directory does not exist. `project`: the one to which the grid directory seems to belong, if any. */
  | { readonly kind: "gone"; readonly project: string | undefined }
  /** The grid directory belongs to another project. */
  | { readonly kind: "elsewhere"; readonly project: string };

/**
 * Compares the directory in which the runs of a grid start with the project that its grid directory is in now.
 *
 * The place of the grid directory decides, not the user's working directory, because anybody may name a grid directory by its
 * path. It belongs to the nearest directory above it that has its grid file in the same place. If there is none, it belongs to
 * the directory in which it would have been made, if the user is there. A grid directory outside of all projects belongs to the
 * user's project only if that has the same grid file, and the recorded directory was not chosen with `--workdir`.
 *
 * @returns `undefined` if the runs can start in the recorded directory
 */
export function findMisplaced(plan: Plan, around: Surroundings): Misplaced | undefined {
  if (!groupsInUse(plan).some(({ specs }) => specs.some(({ settings }) => !isAbsolute(settings.workdir)))) {
    return undefined;
  }
  const project = findProject(plan, around);
  if (!around.isDirectory(plan.cwd)) return { kind: "gone", project };
  if (project === undefined || around.isSame(project, plan.cwd)) return undefined;
  return { kind: "elsewhere", project };
}

function findProject(
  { cwd, expdir = join(cwd, "experiments"), cwdChosen }: Plan,
  around: Surroundings,
): string | undefined {
  const home = dirname(around.gridDir);
  if (home !== expdir) {
    const above = withParents(home).find((dir) => around.hasGridFile(dir, false));
    if (above !== undefined) return above;
    const root = rootOf(home, relative(cwd, expdir));
    if (root !== undefined && isWithin(around.cwd, root)) return root;
  }
  if (cwdChosen || isWithin(home, cwd)) return undefined;
  return withParents(around.cwd).find((dir) => around.hasGridFile(dir, true));
}

// The directory in which `home` has this relative path.
function rootOf(home: string, path: string): string | undefined {
  if (path === "") return home;
  return !path.startsWith("..") && home.endsWith(`/${path}`) ? home.slice(0, -path.length - 1) || "/" : undefined;
}

function withParents(dir: string): string[] {
  const parent = dirname(dir);
  return parent === dir ? [dir] : [dir, ...withParents(parent)];
}

/** Whether a directory equals another one or is inside it. Both are absolute. */
export function isWithin(dir: string, other: string): boolean {
  return dir === other || dir.startsWith(other.endsWith("/") ? other : `${other}/`);
}
