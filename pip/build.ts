/**
 * Builds the wheel that pip installs: `deno task pack --wheel`.
 *
 * It holds the npm package with all of its dependencies, laid out in `share/grid-workers/node_modules` of an environment as npm
 * lays them out, the launcher of the npm package, and the Python module. Equal sources give equal bytes.
 */
import { join } from "@std/path";
import { type Zippable, zipSync } from "fflate";
import { createHash } from "node:crypto";

/** What a package index tells of the wheel. */
export interface WheelInfo {
  readonly version: string;
  /** One line. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  /** The license of the sources, an SPDX expression. */
  readonly license: string;
}

/** A package of npm as `deno info` describes it. */
interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** Keys of the packages. */
  readonly dependencies: readonly string[];
  /** The directory with its files, absolute. */
  readonly localPath: string;
}

type Files = Map<string, Uint8Array<ArrayBuffer>>;

const NAME = "grid-workers";

/** Where an environment has the packages of Node. */
const NODE_MODULES = "share/grid-workers/node_modules";

/** What Deno reads of a package, and its license. Types, maps, documentation and sources in other languages are left out. */
const LOADED = /\.[cm]?js$|(?:^|\/)package\.json$/;
const LICENSE = /^(?:licen[cs]e|notice|copying)[^/]*$/i;

/**
 * Writes the wheel.
 *
 * @param root the repository, absolute
 * @param tree the npm package, unpacked, absolute
 * @param directory where the file goes, absolute
 * @returns the path of the file
 */
export function packWheel(root: string, tree: string, directory: string, info: WheelInfo): string {
  const base = `grid_workers-${info.version}`;
  const files: Files = new Map();
  const launcher = Deno.readFileSync(join(root, "npm/grid"));
  for (const name of ["grid", NAME]) files.set(`${base}.data/scripts/${name}`, launcher);
  addFiles(files, join(root, "pip/grid_workers"), "grid_workers", (path) => /\.py$|^py\.typed$/.test(path));
  const modules = `${base}.data/data/${NODE_MODULES}`;
  addFiles(files, tree, `${modules}/${NAME}`, (path) => !path.startsWith("bin/"));
  const licenses = addDependencies(files, modules, root, dependenciesOf(tree));
  const distInfo = `${base}.dist-info`;
  addText(
    files,
    `${distInfo}/METADATA`,
    describeWheel({ ...info, license: joinLicenses([info.license, ...licenses]) }),
  );
  addText(
    files,
    `${distInfo}/WHEEL`,
    "Wheel-Version: 1.0\nGenerator: grid-workers\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  );
  files.set(`${distInfo}/licenses/LICENSE`, Deno.readFileSync(join(root, "LICENSE")));
  addText(files, `${distInfo}/RECORD`, listRecords(files, `${distInfo}/RECORD`));
  const path = join(directory, `${base}-py3-none-any.whl`);
  Deno.writeFileSync(path, zip(files));
  return path;
}

function addText(files: Files, path: string, text: string): void {
  files.set(path, new TextEncoder().encode(text));
}

/** Adds the files of a directory that are wanted, by their paths in it. */
function addFiles(files: Files, directory: string, to: string, isWanted: (path: string) => boolean): void {
  const add = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(directory, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isDirectory) add(path);
      else if (isWanted(path)) files.set(`${to}/${path}`, Deno.readFileSync(join(directory, path)));
    }
  };
  add("");
}

/** The packages that the npm package depends on, as `name@version`. */
function dependenciesOf(tree: string): string[] {
  const { dependencies } = JSON.parse(Deno.readTextFileSync(join(tree, "package.json")));
  // Deno is a package of Python here.
  return Object.entries<string>(dependencies).filter(([name]) => name !== "deno").map((entry) => entry.join("@"));
}

/** Adds packages and what they depend on, in the versions of `deno.lock`. Returns their licenses. */
function addDependencies(files: Files, to: string, root: string, names: readonly string[]): string[] {
  const packages = readPackages(root);
  const licenses: string[] = [];
  const placed = new Map<string, string>();
  // As Node looks for packages: in the one that depends on them, then beside it. Those that others use come first.
  const place = (key: string, parent: string): void => {
    const found = packages[key];
    if (found === undefined) throw new Error(`deno info does not list ${key}`);
    const { name, version, dependencies, localPath } = found;
    const beside = `${to}/${name}`;
    if ((placed.get(`${parent}/node_modules/${name}`) ?? placed.get(beside)) === version) return;
    const path = placed.has(beside) ? `${parent}/node_modules/${name}` : beside;
    placed.set(path, version);
    addFiles(files, localPath, path, (file) => LOADED.test(file) || LICENSE.test(file));
    licenses.push(JSON.parse(Deno.readTextFileSync(join(localPath, "package.json"))).license);
    for (const dependency of dependencies) place(dependency, path);
  };
  for (const name of names) {
    // The key has also the versions of peers: `preact@11.2.0_preact-render-to-string@6.8.2`.
    place(Object.keys(packages).find((key) => key === name || key.startsWith(`${name}_`)) ?? name, to);
  }
  return licenses;
}

function readPackages(root: string): Record<string, NpmPackage> {
  const deno = (...args: string[]) => {
    const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
      args: [...args, "tasks/grid.ts"],
      cwd: root,
      stdout: "piped",
      stderr: "piped",
    }).outputSync();
    if (!success) throw new Error(`deno ${args[0]} failed: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  };
  // Fetches the files of all packages.
  deno("install", "--quiet", "--frozen", "--entrypoint");
  return JSON.parse(deno("info", "--json")).npmPackages;
}

function joinLicenses(licenses: readonly string[]): string {
  return Array.from(new Set(licenses)).sort().join(" AND ");
}

function describeWheel({ version, summary, description, license }: WheelInfo): string {
  return [
    "Metadata-Version: 2.4",
    `Name: ${NAME}`,
    `Version: ${version}`,
    `Summary: ${summary}`,
    `License-Expression: ${license}`,
    "License-File: LICENSE",
    "Keywords: hyperparameters,grid search,experiments,machine learning,slurm,gpu",
    "Classifier: Environment :: Console",
    "Classifier: Operating System :: POSIX :: Linux",
    "Classifier: Operating System :: MacOS",
    "Classifier: Programming Language :: Python :: 3",
    "Classifier: Topic :: Scientific/Engineering :: Artificial Intelligence",
    "Classifier: Typing :: Typed",
    "Requires-Python: >=3.10",
    "Requires-Dist: deno>=2.9,<3",
    "Provides-Extra: pandas",
    'Requires-Dist: pandas; extra == "pandas"',
    "Description-Content-Type: text/markdown",
    "",
    description,
  ].join("\n");
}

/** The lines of RECORD: path, hash and size of each file. */
function listRecords(files: Files, self: string): string {
  const lines = Array.from(files, ([path, bytes]) => {
    const hash = createHash("sha256").update(bytes).digest("base64url");
    return `${path},sha256=${hash},${bytes.length}`;
  });
  return `${[...lines.sort(), `${self},,`].join("\n")}\n`;
}

function zip(files: Files): Uint8Array<ArrayBuffer> {
  // The time is that of the zone of this machine, so that the bytes are those of any.
  const mtime = new Date(2020, 1, 2);
  const entries: Zippable = {};
  for (const [path, bytes] of Array.from(files).sort(([a], [b]) => a < b ? -1 : 1)) {
    const mode = path.includes(".data/scripts/") ? 0o100755 : 0o100644;
    entries[path] = [bytes, { mtime, os: 3, attrs: mode << 16 >>> 0, level: 9 }];
  }
  return zipSync(entries);
}
