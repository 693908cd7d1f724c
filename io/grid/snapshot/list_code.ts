/** Lists the code of a grid: by git, or everything in a directory. */
import { join, relative, resolve } from "@std/path";
import { type Code, type CodeFile, MAX_FILES, topmost } from "../../../lib/launch/snapshot_code.ts";
import { UsageError } from "../../../lib/messages/problem.ts";
import { isWithin } from "../../../lib/plan/misplaced.ts";
import { GRID_FILES } from "../../../lib/store/layout.ts";
import { entriesIn, lstatIfExists } from "../../system/files.ts";
import { git, isInRepository } from "../provenance.ts";

/** Where the code is, and what is not part of it. */
export interface CodeRequest {
  /** The directory in which the grid is made, absolute. */
  readonly cwd: string;
  /** The directory of grid directories, absolute: never copied. */
  readonly expdir: string;
  /** What is linked instead of copied, relative to `cwd`. */
  readonly link: readonly string[];
}

/**
 * Lists the code of the repository that a directory is in, or of the directory itself.
 *
 * @throws {UsageError} if something that is to be linked is not there
 */
export function listCode(request: CodeRequest): Code {
  const repository = findRepository(request.cwd);
  const base = repository?.base ?? request.cwd;
  const cwd = repository?.cwd ?? "";
  const asked = request.link.map((path) => insideOf(base, resolve(base, cwd, path), path));
  const expdir = isWithin(request.expdir, base) ? relative(base, request.expdir) : "";
  // A grid directory inside of its own copy would be endless.
  const excluded = expdir === "" || isWithin(cwd, expdir) ? asked : [...asked, expdir];
  const found: Found = { files: [], linked: new Set(asked), leftOut: [], excluded };
  if (excluded.includes(expdir) && lstatIfExists(join(base, expdir)) !== undefined) found.linked.add(expdir);
  if (repository !== undefined) {
    listRepository(base, "", found);
    if (found.files.some(({ path }) => cwd === "" || path.startsWith(`${cwd}/`))) {
      return codeOf(base, cwd, "git", found);
    }
    // The repository ignores this directory: that of a home directory, for instance.
    return listCodeOf(request);
  }
  return listCodeOf(request);
}

function listCodeOf({ cwd, expdir, link }: CodeRequest): Code {
  const asked = link.map((path) => insideOf(cwd, resolve(cwd, path), path));
  const below = isWithin(expdir, cwd) && expdir !== cwd ? [relative(cwd, expdir)] : [];
  const there = below.filter((path) => lstatIfExists(join(cwd, path)) !== undefined);
  const found: Found = {
    files: [],
    linked: new Set([...asked, ...there]),
    leftOut: [],
    excluded: [...asked, ...below],
  };
  listDirectory(cwd, "", found);
  return codeOf(cwd, "", "directory", found);
}

interface Found {
  readonly files: CodeFile[];
  readonly linked: Set<string>;
  readonly leftOut: string[];
  /** Not looked into. */
  readonly excluded: readonly string[];
}

function codeOf(base: string, cwd: string, source: Code["source"], { files, linked, leftOut }: Found): Code {
  const links = topmost(linked);
  return {
    base,
    cwd,
    source,
    files: files.filter(({ path }) => !links.some((link) => isWithin(path, link))),
    linked: links,
    leftOut,
  };
}

function insideOf(base: string, path: string, typed: string): string {
  if (!isWithin(path, base) || path === base) {
    throw new UsageError(`"link": ${typed} is not inside of ${base}: what is outside is never copied`);
  }
  if (lstatIfExists(path) === undefined) throw new UsageError(`"link": ${typed} does not exist: ${path}`);
  return relative(base, path);
}

// The repository of a directory, and where in it that is; `undefined` without git.
function findRepository(dir: string): Pick<Code, "base" | "cwd"> | undefined {
  if (!isInRepository(dir)) return undefined;
  const [prefix, top] = [git(dir, "rev-parse", "--show-prefix"), git(dir, "rev-parse", "--show-toplevel")]
    .map((text) => text?.replace(/\n$/, ""));
  if (prefix === undefined || top === undefined || top === "") return undefined;
  const cwd = prefix.replace(/\/$/, "");
  // As the user typed it, unless links on the way make that another directory.
  const base = cwd === "" ? dir : dir.endsWith(`/${cwd}`) ? dir.slice(0, -cwd.length - 1) : top;
  return { base, cwd };
}

// What git tracks or does not ignore. Submodules and repositories inside of it are listed the same way.
function listRepository(base: string, prefix: string, found: Found): void {
  const root = join(base, prefix);
  const tracked = namesOf(root, ["--cached"], prefix, found);
  const others = namesOf(root, ["--others", "--exclude-standard", ...excludeWords(prefix, found)], prefix, found);
  const grids = others.filter((path) => path === PLAN || path.endsWith(`/${PLAN}`)).map((path) =>
    path.slice(0, -PLAN.length - 1)
  ).filter((path) => path !== "");
  for (const path of grids) found.linked.add(path);
  for (const path of new Set([...tracked, ...others])) addEntry(base, path.replace(/\/$/, ""), found);
  const ignored = namesOf(
    root,
    ["--others", "--ignored", "--exclude-standard", "--directory"],
    prefix,
    found,
  );
  for (const path of ignored) {
    const name = path.replace(/\/$/, "");
    if (!BYTECODE.test(name)) found.linked.add(name);
  }
}

// The first file that a grid directory has.
const PLAN = GRID_FILES[1]!;

// Python would write that of one copy over that of the other.
const BYTECODE = /(?:^|\/)__pycache__(?:\/|$)|\.pyc$/;

function excludeWords(prefix: string, { excluded }: Found): string[] {
  const below = excluded.map((path) => prefix === "" ? path : relative(prefix, path)).filter((path) =>
    !path.startsWith("..") && path !== ""
  );
  return below.length === 0 ? [] : ["--", ".", ...below.map((path) => `:(exclude,literal)${path}`)];
}

function namesOf(root: string, words: readonly string[], prefix: string, { leftOut }: Found): string[] {
  const names: string[] = [];
  const output = git(root, "ls-files", "-z", ...words) ?? "";
  for (const name of output.split("\0")) {
    if (name === "") continue;
    const path = prefix === "" ? name : `${prefix}/${name}`;
    // Names that are not UTF-8 cannot be opened.
    if (name.includes("\ufffd")) leftOut.push(path);
    else names.push(path);
  }
  return names;
}

function addEntry(base: string, path: string, found: Found): void {
  if (found.excluded.some((above) => isWithin(path, above))) return;
  const full = join(base, path);
  const info = lstatIfExists(full);
  // Deleted, or left out by a sparse checkout.
  if (info === undefined) return;
  if (info.isSymlink) found.files.push({ path, isLink: true, bytes: 0 });
  else if (info.isFile) found.files.push({ path, isLink: false, bytes: info.size });
  else if (!info.isDirectory) found.leftOut.push(path);
  else if (lstatIfExists(join(full, ".git")) !== undefined) listRepository(base, path, found);
}

// Without git, nothing says what is code. What cannot be is linked: hidden directories, environments, packages, earlier grids.
function listDirectory(base: string, dir: string, found: Found): void {
  for (const { name, isDirectory } of entriesIn(join(base, dir)).sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (found.files.length > MAX_FILES) return;
    const path = dir === "" ? name : `${dir}/${name}`;
    if (found.excluded.some((above) => isWithin(path, above)) || BYTECODE.test(path) || name === ".git") continue;
    if (!isDirectory) addEntry(base, path, found);
    else if (name.startsWith(".") || name === "node_modules" || isApart(join(base, path))) found.linked.add(path);
    else listDirectory(base, path, found);
  }
}

function isApart(dir: string): boolean {
  return [PLAN, "pyvenv.cfg", "conda-meta"].some((name) => lstatIfExists(join(dir, name)) !== undefined);
}
