/**
 * Builds the npm package, and prints the path of its file: `deno task pack`; with `--wheel`, the package for pip from the same tree.
 *
 * Below node_modules, Deno runs no TypeScript, and finds no import map. The package therefore has the same files as JavaScript,
 * and their imports name packages that npm installs.
 */
import { dirname, fromFileUrl, join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { packWheel } from "../pip/build.ts";

const ROOT = dirname(dirname(fromFileUrl(import.meta.url)));

const SUMMARY = "Runs grids of machine-learning experiments on CPUs, GPUs and Slurm";

// All that commands load. The script of reports is bundled.
const SOURCES = ["lib", "io", "tasks"];
const LEFT_OUT = /^io\/report\/client\/(?!client\.js$)/;

/** Files that are read at run time as they are. */
const DATA = /\.(?:sh|css|js)$/;

/** Pages for users, and the schema that editors read for grid files of `grid init`. */
const DOCS = /^docs\/[^/]+\.(?:md|json)$/;

/**
 * Writes the package into a directory.
 *
 * @param target absolute; it does not exist yet
 */
function buildPackage(target: string): void {
  const files = SOURCES.flatMap(listFiles).filter((path) => !LEFT_OUT.test(path));
  const modules = files.filter((path) => /\.tsx?$/.test(path));
  transpile(modules, target);
  const packages = new Set<string>();
  for (const path of modules) {
    const script = join(target, path.replace(/\.tsx?$/, ".js"));
    Deno.writeTextFileSync(script, adaptModule(Deno.readTextFileSync(script), packages));
  }
  const docs = listFiles("docs").filter((path) => DOCS.test(path));
  for (const path of [...files.filter((path) => DATA.test(path)), ...docs, "README.md", "CHANGELOG.md", "LICENSE"]) {
    copy(path, join(target, path));
  }
  copy("npm/grid", join(target, "bin/grid"));
  writeJson(join(target, "package.json"), describePackage([...packages].sort()));
  // The version is read at run time.
  writeJson(join(target, "deno.json"), { version: config.version });
}

/** The files below a folder of the repository, relative to the repository. */
function listFiles(folder: string): string[] {
  return Array.from(Deno.readDirSync(join(ROOT, folder)))
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) => isDirectory ? listFiles(`${folder}/${name}`) : [`${folder}/${name}`]);
}

function transpile(files: readonly string[], target: string): void {
  const { success, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["transpile", "--no-check", "--outdir", target, ...files],
    cwd: ROOT,
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  if (!success) throw new Error(`deno transpile failed: ${new TextDecoder().decode(stderr)}`);
}

/**
 * A module with the paths of the package's modules, and with packages in place of the names of the import map.
 *
 * @param packages takes the names of the import map that are used
 */
function adaptModule(code: string, packages: Set<string>): string {
  return code
    // Also in the URLs of workers and of modules that are loaded later.
    .replaceAll(/(["`])(\.{1,2}\/[^"`\n]*)\.tsx?\1/g, "$1$2.js$1")
    .replaceAll(/(\bfrom |\bimport |\bimport\()"([^".][^"\n]*)"/g, (statement, before: string, name: string) => {
      const found = resolvePackage(name);
      if (found === undefined) return statement;
      packages.add(found.key);
      return `${before}"${found.path}"`;
    });
}

const IMPORTS: Readonly<Record<string, string>> = config.imports;

/** The name of the import map for a specifier, and the path in node_modules; `undefined` for a module of Node. */
function resolvePackage(specifier: string): { readonly key: string; readonly path: string } | undefined {
  if (specifier.startsWith("node:")) return undefined;
  const key = Object.keys(IMPORTS).find((key) => key === specifier || key.endsWith("/") && specifier.startsWith(key)) ??
    // A file of a package, such as linkedom/worker.
    Object.keys(IMPORTS).find((key) => specifier.startsWith(`${key}/`));
  if (key === undefined) throw new Error(`${specifier} is not in the import map of deno.json`);
  const { name, path } = parseNpm(IMPORTS[key]!);
  return { key, path: `${name}${path}${specifier.slice(key.replace(/\/$/, "").length)}`.replace("//", "/") };
}

/** The parts of `npm:@scope/name@1.2.3/path`. */
function parseNpm(address: string): { readonly name: string; readonly version: string; readonly path: string } {
  const [, name, version, path] = /^npm:\/?((?:@[^/]+\/)?[^/@]+)@([^/]+)(.*)$/.exec(address) ?? [];
  if (name === undefined) throw new Error(`${address} is not a package of npm`);
  return { name, version: version!, path: path! };
}

function describePackage(keys: readonly string[]): unknown {
  const packages = keys.map((key) => parseNpm(IMPORTS[key]!));
  return {
    name: "grid-workers",
    version: config.version,
    description: SUMMARY,
    license: config.license,
    type: "module",
    // `npx grid-workers` takes the one with the name of the package.
    bin: { "grid": "bin/grid", "grid-workers": "bin/grid" },
    files: [...SOURCES, "bin", "docs", "deno.json", "CHANGELOG.md"],
    os: ["linux", "darwin"],
    dependencies: {
      ...Object.fromEntries(packages.map(({ name, version }) => [name, version])),
      deno: `~${Deno.version.deno}`,
    },
  };
}

function copy(path: string, to: string): void {
  Deno.mkdirSync(dirname(to), { recursive: true });
  Deno.copyFileSync(join(ROOT, path), to);
}

function writeJson(path: string, value: unknown): void {
  Deno.writeTextFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Makes the file that npm installs. Returns its path, absolute. */
function packPackage(source: string, directory: string): string {
  const { success, stdout, stderr } = new Deno.Command("npm", {
    args: ["pack", "--pack-destination", directory, source],
    stdout: "piped",
    stderr: "piped",
  }).outputSync();
  const text = new TextDecoder();
  if (!success) throw new Error(`npm pack failed: ${text.decode(stderr)}`);
  return join(directory, text.decode(stdout).trimEnd().split("\n").at(-1)!);
}

/** Builds the package for pip in a directory of its own, so that nothing else is in it. Returns the path of the file, absolute. */
function packForPip(directory: string): string {
  const target = join(Deno.makeTempDirSync(), "package");
  try {
    buildPackage(target);
    return packWheel(ROOT, target, directory, {
      version: config.version,
      summary: SUMMARY,
      description: Deno.readTextFileSync(join(ROOT, "README.md")),
      license: config.license,
    });
  } finally {
    Deno.removeSync(dirname(target), { recursive: true });
  }
}

/** Builds the npm package in `npm/package`. Returns the path of the file, absolute. */
function packForNpm(directory: string): string {
  const target = join(directory, "package");
  try {
    Deno.removeSync(target, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  buildPackage(target);
  return packPackage(target, directory);
}

if (import.meta.main) {
  const [flag, ...others] = Deno.args;
  const isForPip = flag === "--wheel";
  if (others.length > 0 || flag !== undefined && !isForPip) {
    throw new Error(`expected --wheel or nothing, got ${Deno.args.join(" ")}`);
  }
  const directory = join(ROOT, "npm");
  const path = isForPip ? packForPip(directory) : packForNpm(directory);
  // stdout is data: `npm install -g "$(deno task pack)"`.
  await Deno.stdout.write(new TextEncoder().encode(`${path}\n`));
}
