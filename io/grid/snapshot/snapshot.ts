/** Takes snapshots of the code of a grid, in which its runs start. */
import { dirname, join } from "@std/path";
import { createHash } from "node:crypto";
import { bytesOf, type Code, linkTarget } from "../../../lib/launch/snapshot_code.ts";
import type { Snapshot } from "../../../lib/plan/plan.ts";
import { snapshotPaths, SNAPSHOTS } from "../../../lib/store/layout.ts";
import { decodeManifest, encodeManifest, type SnapshotManifest } from "../../../lib/store/snapshot_format.ts";
import { explain } from "../../system/file_errors.ts";
import { lstatIfExists, namesIn, readTextIfReadable, writeAtomic } from "../../system/files.ts";

/**
 * Copies code into a grid directory: it is built under a temporary name and renamed when it is complete.
 *
 * @param root the grid directory
 * @returns the snapshot where it is now
 * @throws if a file cannot be copied; nothing has changed then
 */
export function takeSnapshot(root: string, code: Code): Snapshot {
  const parent = join(root, SNAPSHOTS);
  Deno.mkdirSync(parent, { recursive: true });
  const number = 1 + Math.max(0, ...[...namesIn(parent)].map((name) => parseInt(name)).filter(Number.isSafeInteger));
  const { dir, manifest } = snapshotPaths(root, number);
  const unfinished = join(parent, `.${number}.tmp`);
  if (lstatIfExists(unfinished) !== undefined) Deno.removeSync(unfinished, { recursive: true });
  try {
    Deno.mkdirSync(unfinished);
    copyCode(code, unfinished);
    const files = hashFiles(unfinished, code);
    const hash = hashOf(files);
    const { base, cwd, source, linked, leftOut } = code;
    const content: SnapshotManifest = {
      version: 1,
      taken: new Date().toISOString(),
      base,
      source,
      hash,
      bytes: bytesOf(code),
      files,
      linked,
      left_out: leftOut,
    };
    writeAtomic(manifest, encodeManifest(content));
    Deno.renameSync(unfinished, dir);
    return { number, base, cwd, hash, dir };
  } catch (error) {
    if (lstatIfExists(unfinished) !== undefined) Deno.removeSync(unfinished, { recursive: true });
    throw error;
  }
}

/** What a snapshot has; `undefined` if its manifest is missing or corrupt. */
export function readManifest(root: string, number: number): SnapshotManifest | undefined {
  const text = readTextIfReadable(snapshotPaths(root, number).manifest);
  return text === undefined ? undefined : decodeManifest(text);
}

/** The hashes of the files of code as it is now, by path. */
export function hashCode(code: Code): Record<string, string> {
  return hashFiles(code.base, code);
}

/** The hash of the files of a snapshot. */
export function hashOf(files: Readonly<Record<string, string>>): string {
  const hash = createHash("sha256");
  for (const path of Object.keys(files).sort()) hash.update(`${files[path]} ${path}\0`);
  return hash.digest("hex").slice(0, 32);
}

function copyCode({ base, files, linked }: Code, dest: string): void {
  const made = new Set<string>([dest]);
  const makeParent = (path: string) => {
    const parent = dirname(path);
    if (made.has(parent)) return;
    Deno.mkdirSync(parent, { recursive: true });
    made.add(parent);
  };
  for (const { path, isLink } of files) {
    const [from, to] = [join(base, path), join(dest, path)];
    makeParent(to);
    try {
      if (isLink) Deno.symlinkSync(linkTarget(base, path, Deno.readLinkSync(from)), to);
      else copyFile(from, to);
    } catch (error) {
      // An editor may have removed it since it was listed.
      if (error instanceof Deno.errors.NotFound && lstatIfExists(from) === undefined) continue;
      throw explain(error, `cannot copy ${from}`);
    }
  }
  for (const path of linked) {
    const to = join(dest, path);
    makeParent(to);
    if (lstatIfExists(to) === undefined) Deno.symlinkSync(join(base, path), to);
  }
}

// The system shares the blocks of both where the file system can. Bits are kept, and times, from which build tools tell what is
// new.
function copyFile(from: string, to: string): void {
  Deno.copyFileSync(from, to);
  const { mtime, atime } = Deno.statSync(from);
  if (mtime !== null) {
    try {
      Deno.utimeSync(to, atime ?? mtime, mtime);
    } catch {
      // A file that may not be written keeps the time of its copy.
    }
  }
}

function hashFiles(base: string, { files, gridFile }: Pick<Code, "files" | "gridFile">): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const { path, isLink } of files) {
    if (path === gridFile) continue;
    const full = join(base, path);
    const info = lstatIfExists(full);
    if (info === undefined) continue;
    // Links that lead into the code are written anew in its copy.
    if (isLink) {
      hashes[path] = `link ${short(new TextEncoder().encode(linkTarget(base, path, Deno.readLinkSync(full))))}`;
    } else {
      const isExecutable = ((info.mode ?? 0) & 0o100) !== 0;
      hashes[path] = `${isExecutable ? "x " : ""}${short(Deno.readFileSync(full))}`;
    }
  }
  return hashes;
}

function short(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
