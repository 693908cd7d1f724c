/** Finds the environment of a trainer by the files beside it. */
import { shellQuote } from "../messages/text.ts";

/** What is in a directory beside a trainer, or above it. */
export interface Surroundings {
  /** Its path, as a command names it; empty for the working directory. */
  readonly path: string;
  /** Paths relative to it that exist, of those in {@link MARKS}. */
  readonly names: ReadonlySet<string>;
  /** The text of `environment.yml`, if there is one. */
  readonly conda?: string;
}

/** What tells of an environment. */
export const MARKS: readonly string[] = [
  ...[
    ".venv/bin/python3",
    "venv/bin/python3",
    "env/bin/python3",
    "uv.lock",
    "poetry.lock",
    "pixi.lock",
    "Pipfile.lock",
  ],
  ...["environment.yml", "environment.yaml", "requirements.txt"],
];

/** An environment. */
export interface Environment {
  /** `.venv` */
  readonly name: string;
  /** Code that activates it. */
  readonly setup: string;
  /** Its interpreter, if it is there. */
  readonly python?: string;
  /** What to do before: `uv sync`. */
  readonly before?: string;
}

/** The environment to activate, the nearest first; `undefined` if nothing tells of one. */
export function findEnvironment(places: readonly Surroundings[]): Environment | undefined {
  for (const place of places) {
    const found = environmentIn(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function environmentIn({ path, names, conda }: Surroundings): Environment | undefined {
  const at = (name: string) => path === "" ? name : `${path}/${name}`;
  for (const directory of [".venv", "venv", "env"]) {
    const python = `${directory}/bin/python3`;
    if (!names.has(python)) continue;
    const script = at(`${directory}/bin/activate`);
    // Without a slash, a shell would look for it on PATH.
    const setup = `. ${shellQuote(script.includes("/") ? script : `./${script}`)}`;
    return { name: at(directory), setup, python: at(python) };
  }
  const venv = `. ${shellQuote(at(".venv/bin/activate"))}`;
  const within = (command: string) => path === "" ? command : `cd ${shellQuote(path)} && ${command}`;
  if (names.has("uv.lock")) return { name: at("uv.lock"), setup: venv, before: within("uv sync") };
  if (names.has("poetry.lock")) {
    const directory = path === "" ? "" : ` -C ${shellQuote(path)}`;
    return {
      name: at("poetry.lock"),
      setup: `. "$(poetry${directory} env info --path)/bin/activate"`,
      before: within("poetry install"),
    };
  }
  if (names.has("pixi.lock")) {
    const manifest = path === "" ? "" : ` --manifest-path ${shellQuote(path)}`;
    return { name: at("pixi.lock"), setup: `eval "$(pixi shell-hook${manifest})"`, before: within("pixi install") };
  }
  if (names.has("Pipfile.lock")) {
    return {
      name: at("Pipfile.lock"),
      setup: `. "$(${within("pipenv --venv")})/bin/activate"`,
      before: within("pipenv install"),
    };
  }
  for (const file of ["environment.yml", "environment.yaml"]) {
    if (!names.has(file)) continue;
    const name = /^name: *["']?([\w.-]+)/m.exec(conda ?? "")?.[1] ?? "NAME";
    return {
      name: at(file),
      setup: `eval "$(conda shell.posix hook)" && conda activate ${name}`,
      before: within(`conda env create -f ${file}`),
    };
  }
  if (names.has("requirements.txt")) {
    const before = within("python3 -m venv .venv && .venv/bin/pip install -r requirements.txt");
    return { name: at("requirements.txt"), setup: venv, before };
  }
  return undefined;
}

/** The variables of {@link activeSetup}. */
export const ACTIVE = ["VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "LOADEDMODULES"] as const;

/**
 * Code that activates in another shell what is active in this one: modules, and an environment of venv, uv or poetry, or else of
 * conda; `undefined` if nothing is.
 *
 * @param cwd the working directory of runs, absolute
 */
export function activeSetup(
  variables: Readonly<Partial<Record<(typeof ACTIVE)[number], string>>>,
  cwd: string,
): string | undefined {
  const { VIRTUAL_ENV: venv, CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: conda, LOADEDMODULES: modules } = variables;
  const lines: string[] = [];
  if (modules) lines.push(`module load ${modules.split(":").map(shellQuote).join(" ")}`);
  if (venv) {
    const script = `${venv}/bin/activate`;
    lines.push(`. ${shellQuote(script.startsWith(`${cwd}/`) ? `./${script.slice(cwd.length + 1)}` : script)}`);
  } else if (prefix && conda !== "base") {
    lines.push(`eval "$(conda shell.posix hook)" && conda activate ${shellQuote(conda || prefix)}`);
  }
  return lines.length === 0 ? undefined : lines.join(" && ");
}

/** The module that Python did not find, by its last message; `undefined` for other errors. */
export function missingModule(message: string): string | undefined {
  return /\b(?:ModuleNotFoundError|ImportError): No module named '?([\w.]+)'?/.exec(message)?.[1];
}
