/** Installs peers where only they see it: a virtual environment each, or an unpacked package of Debian. */
import { join } from "@std/path";
import type { Environment } from "./peers.ts";

/** What a peer needs on PATH, and what was installed. */
export interface Installed {
  readonly path: string;
  /** `optuna 5.1.0`. */
  readonly versions: string;
}

/**
 * Installs an environment, unless it is there.
 *
 * @param dir the directory of all environments
 * @throws {Error} with the last line of what the installer printed
 */
export function install(environment: Environment, dir: string): Installed {
  const home = join(dir, environment.name);
  const complete = join(home, ".complete");
  const { name, requirements } = environment;
  if (!exists(complete)) {
    Deno.mkdirSync(home, { recursive: true });
    if (requirements.length === 0) {
      run(home, "apt-get", "download", name);
      run(home, "sh", "-c", "dpkg --extract *.deb .");
    } else {
      run(home, "python3", "-m", "venv", ".");
      run(home, "bin/python", "-m", "pip", "install", "--quiet", ...requirements);
    }
    Deno.writeTextFileSync(complete, "");
  }
  if (requirements.length === 0) {
    const version = run(home, "sh", "-c", "dpkg-deb --field *.deb Version");
    return { path: join(home, "usr/bin"), versions: `${name} ${version} of Debian` };
  }
  const installed = run(home, "bin/python", "-m", "pip", "list", "--format=freeze").split("\n");
  const versions = installed.map((line) => line.split("==")).filter(([name]) => environment.versions.includes(name!));
  return { path: join(home, "bin"), versions: versions.map((words) => words.join(" ")).join(", ") };
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function run(cwd: string, program: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args, cwd }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (!success) throw new Error(text(stderr).split("\n").at(-1));
  return text(stdout);
}
