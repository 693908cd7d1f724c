/**
 * Builds the wheel that pip installs: `deno task pack --wheel`.
 *
 * It holds the npm package with all of its dependencies, laid out in `share/grid-workers/node_modules` of an environment as npm
 * lays them out, the launcher of the npm package, and the Python module. Equal sources give equal bytes.
 */
import { dirname, join } from "@std/path";
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

/** What commands load of the npm package. The script of reports is read as a text. */
const MODULE = /^grid-workers\/(?:lib|io|tasks)\/(?!report\/client\/).*\.js$/;
const PACKAGE_JSON = /(?:^|\/)package\.json$/;
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
  const { modules, licenses } = nodeModules(root, tree);
  for (const [path, bytes] of modules) files.set(`${base}.data/data/${NODE_MODULES}/${path}`, bytes);
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
  // Complete at any time, as others may read it.
  Deno.writeFileSync(`${path}.${Deno.pid}`, zip(files));
  Deno.renameSync(`${path}.${Deno.pid}`, path);
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

/**
 * The files of `node_modules`: the npm package, and of the packages that it depends on what its modules load. Types, other
 * builds, documentation and packages that nothing imports are left out.
 */
function nodeModules(root: string, tree: string): { readonly modules: Files; readonly licenses: readonly string[] } {
  const own: Files = new Map();
  addFiles(own, tree, NAME, (path) => !path.startsWith("bin/"));
  const packages = placePackages(readPackages(root), dependenciesOf(tree));
  const all: Files = new Map(own);
  for (const [path, { localPath }] of packages) addFiles(all, localPath, path, () => true);
  const loaded = listLoaded(all, Array.from(own.keys()).filter((path) => MODULE.test(path)));
  const used = Array.from(packages).filter(([path]) => loaded.some((file) => file.startsWith(`${path}/`)));
  const isKept = (file: string) =>
    used.some(([path]) =>
      file.startsWith(`${path}/`) && (PACKAGE_JSON.test(file) || LICENSE.test(file.slice(path.length + 1)))
    );
  const kept = new Set([...own.keys(), ...loaded]);
  return {
    modules: new Map(Array.from(all).filter(([path]) => kept.has(path) || isKept(path))),
    licenses: used.map(([path]) => JSON.parse(new TextDecoder().decode(all.get(`${path}/package.json`))).license),
  };
}

/**
 * Where Node finds packages and what they depend on, in the versions of `deno.lock`: beside the one that depends on them, or in
 * it, if another version is there. By path in `node_modules`.
 */
function placePackages(known: Readonly<Record<string, NpmPackage>>, names: readonly string[]): Map<string, NpmPackage> {
  const placed = new Map<string, NpmPackage>();
  const place = (key: string, parent: string): void => {
    const found = known[key];
    if (found === undefined) throw new Error(`deno info does not list ${key}`);
    const inside = `${parent}/node_modules/${found.name}`;
    const nearest = placed.get(inside) ?? placed.get(found.name);
    if (nearest?.version === found.version) return;
    const path = nearest === undefined ? found.name : inside;
    placed.set(path, found);
    for (const dependency of found.dependencies) place(dependency, path);
  };
  for (const name of names) {
    // The key has also the versions of peers: `preact@11.2.0_preact-render-to-string@6.8.2`.
    place(Object.keys(known).find((key) => key === name || key.startsWith(`${name}_`)) ?? name, "");
  }
  return placed;
}

/** The files that modules load when they are imported, by their paths in `node_modules`. */
function listLoaded(files: Files, modules: readonly string[]): string[] {
  const directory = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    const at = (path: string) => join(directory, "node_modules", path);
    for (const [path, bytes] of files) {
      Deno.mkdirSync(dirname(at(path)), { recursive: true });
      Deno.writeFileSync(at(path), bytes);
    }
    // In the tree, so that its packages are found, and not in node_modules, as Deno runs no TypeScript there.
    const script = join(directory, "print_loaded.ts");
    Deno.copyFileSync(join(import.meta.dirname!, "print_loaded.ts"), script);
    const args = [
      "run",
      "--quiet",
      "--allow-all",
      "--no-config",
      "--no-lock",
      "--no-remote",
      "--node-modules-dir=manual",
    ];
    const printed = runDeno([...args, script, JSON.stringify(modules.map(at))], directory);
    return JSON.parse(printed).map((path: string) => path.slice(at("").length + 1));
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

function readPackages(root: string): Record<string, NpmPackage> {
  // Fetches the files of all packages.
  runDeno(["install", "--quiet", "--frozen", "--entrypoint", "tasks/grid.ts"], root);
  return JSON.parse(runDeno(["info", "--json", "tasks/grid.ts"], root)).npmPackages;
}

function runDeno(args: readonly string[], cwd: string): string {
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), { args: [...args], cwd }).outputSync();
  const text = new TextDecoder();
  if (!success) throw new Error(`deno ${args[0]} failed: ${text.decode(stderr)}`);
  return text.decode(stdout);
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
