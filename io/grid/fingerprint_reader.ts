/** Reads the files that commands name, and the modules that these import, for the fingerprints of their runs. */
import { basename, join, resolve } from "@std/path";
import { createHash } from "node:crypto";
import { isCode, namedPaths } from "../../lib/launch/checks/named_files.ts";
import { createFingerprint } from "../../lib/launch/fingerprint.ts";
import { workingDirectory } from "../../lib/launch/launch_context.ts";
import type { Plan, RunSpec } from "../../lib/plan/plan.ts";
import type { Fingerprint, Fingerprints } from "../../lib/run/journal_record.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { readUserFile } from "../system/files.ts";
import { findLocalModules } from "./local_modules.ts";

/** Reads fingerprints. The contents of a file are read again only when its time, size or inode has changed. */
export interface FingerprintReader {
  /** The fingerprint of a run that starts now. The same object as long as nothing has changed. */
  read(spec: RunSpec): Fingerprint;
}

// Programs and scripts are smaller. Larger files are data, whose hash would take seconds.
const MAX_BYTES = 16 * 2 ** 20;

// System programs are left out: their updates do not change the experiment.
const SYSTEM = /^\/(usr|bin|sbin|lib\w*|dev|proc|sys)\//;

/** A file that a command names. */
interface NamedFile {
  readonly path: string;
  /** Absolute. */
  readonly target: string;
  /** Its time, size and inode. */
  readonly version: string;
  /** Its hash, unless it is left out of fingerprints. */
  readonly hash: string | undefined;
}

interface SpecFiles {
  readonly named: readonly NamedFile[];
  /** The modules that they import. */
  readonly modules: readonly NamedFile[];
  readonly fingerprint: Fingerprint;
}

/**
 * Creates a reader for the runs of a plan. Files of the commands that do not exist when a spec is first read are not looked for
 * again.
 *
 * @param known the fingerprints of earlier launches of the grid; may grow
 */
export function createFingerprintReader(plan: Plan, known: Fingerprints): FingerprintReader {
  const read = new Map<RunSpec, SpecFiles>();
  return {
    read(spec) {
      const before = read.get(spec);
      const named = before === undefined
        ? findFiles(plan, spec, known)
        : before.named.map((file) => isUnchanged(file) ? file : readAgain(file, spec, known));
      // What imports has changed, or what is imported.
      const isStale = before === undefined || named.some((file, index) => file !== before.named[index]) ||
        !before.modules.every(isUnchanged);
      const modules = isStale ? findModules(plan, spec, named, known) : before.modules;
      const [files, former] = [hashesOf([...named, ...modules]), before?.fingerprint.files];
      const isSame = former !== undefined && areEqual(files, former);
      const fingerprint = isSame ? before!.fingerprint : createFingerprint(plan, spec, files);
      read.set(spec, { named, modules, fingerprint });
      return fingerprint;
    },
  };
}

function isUnchanged({ target, version }: NamedFile): boolean {
  return versionOf(target)?.version === version;
}

function areEqual(files: Readonly<Record<string, string>>, others: Readonly<Record<string, string>>): boolean {
  const paths = Object.keys(files);
  return paths.length === Object.keys(others).length && paths.every((path) => files[path] === others[path]);
}

function hashesOf(files: readonly NamedFile[]): Record<string, string> {
  return Object.fromEntries(files.flatMap(({ path, hash }) => hash === undefined ? [] : [[path, hash]]));
}

function findFiles(plan: Plan, spec: RunSpec, known: Fingerprints): NamedFile[] {
  const workdir = workingDirectory(plan, spec.settings);
  return namedPaths(spec).flatMap((path): NamedFile[] => {
    const file = readFile(path, targetOf(path, workdir), spec.stage, known);
    return file === undefined ? [] : [file];
  });
}

// A grid that was made when modules did not count stays as it is until the script that imports them changes.
function findModules(plan: Plan, spec: RunSpec, named: readonly NamedFile[], known: Fingerprints): NamedFile[] {
  const workdir = workingDirectory(plan, spec.settings);
  const earlier = [...known.values()].filter(({ stage }) => stage === spec.stage);
  const paths = new Set(named.map(({ target }) => target));
  return named.flatMap((script) => {
    if (script.hash === undefined) return [];
    const modules = findLocalModules(script, workdir).filter(({ target }) => !paths.has(target));
    const direct = modules.filter(({ isDirect }) => isDirect);
    const isOlder = earlier.some(({ files }) =>
      files[script.path] === script.hash && !direct.some(({ path }) => files[path] !== undefined)
    );
    if (isOlder) return [];
    return modules.flatMap(({ path, target }) => {
      paths.add(target);
      return readFile(path, target, spec.stage, known) ?? [];
    });
  });
}

function targetOf(path: string, workdir: string): string {
  return path.startsWith("~/") ? join(Deno.env.get("HOME") ?? "/", path.slice(2)) : resolve(workdir, path);
}

function readAgain(file: NamedFile, { stage }: RunSpec, known: Fingerprints): NamedFile {
  return readFile(file.path, file.target, stage, known) ?? { ...file, version: "", hash: undefined };
}

function readFile(path: string, target: string, stage: Stage, known: Fingerprints): NamedFile | undefined {
  const found = versionOf(target);
  if (found === undefined) return undefined;
  try {
    if (SYSTEM.test(Deno.realPathSync(target))) return undefined;
    const hash = createHash("sha256").update(readUserFile(target, MAX_BYTES)).digest("hex").slice(0, 16);
    const counts = isCode(path) || found.isExecutable || isInput(path, hash, found.modified, stage, known);
    return { path, target, version: found.version, hash: counts ? hash : undefined };
  } catch {
    // It cannot be read, or is too large.
    return undefined;
  }
}

// Runs may append to a file that their command names, a common table of results for instance. What has changed since the first
// launch that named it is left out, so that one change gives one new fingerprint and not one per run.
function isInput(path: string, hash: string, modified: number, stage: Stage, known: Fingerprints): boolean {
  const name = basename(path);
  const earlier = [...known.values()].filter((fingerprint) =>
    fingerprint.stage === stage && Object.values(fingerprint.settings).some((text) => text.includes(name))
  );
  if (earlier.some(({ files }) => files[path] === hash)) return true;
  return modified < Math.min(...earlier.map(({ time }) => time));
}

interface FileVersion {
  readonly version: string;
  readonly isExecutable: boolean;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

function versionOf(path: string): FileVersion | undefined {
  try {
    const { isFile, size, mtime, ctime, ino, mode } = Deno.statSync(path);
    if (!isFile) return undefined;
    const modified = mtime?.getTime() ?? 0;
    const version = `${modified} ${ctime?.getTime()} ${size} ${ino}`;
    return { version, isExecutable: ((mode ?? 0) & 0o111) !== 0, modified };
  } catch {
    return undefined;
  }
}
