/** A terminal with a task in it: tmux keeps its screen, as a person sees it. */
import { join } from "@std/path";
import { canRun } from "./can_run.ts";
import { type Environment, type Project, taskEnvironment, until } from "./project.ts";

const TASKS = join(import.meta.dirname!, "../tasks");

/** Whether there are terminals here. */
export function hasTerminals(): boolean {
  return canRun(["tmux", "-V"]);
}

/** The size of a terminal in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal. */
export class Terminal implements Disposable {
  // The path of a socket has to be short.
  readonly #dir = Deno.makeTempDirSync({ prefix: "tty" });
  readonly #project: Project;

  /** A terminal with a shell in the directory of a project, in which `task NAME ARGS` runs a task. */
  constructor(project: Project, { columns, rows }: TerminalSize, env: Environment = {}) {
    this.#project = project;
    project.write(
      ".terminal.sh",
      `PS1='$ '
task() { name=$1; shift; "${Deno.execPath()}" run --quiet --no-check --allow-all "${TASKS}/$name.ts" "$@"; echo "exit code $?"; }
`,
    );
    this.#tmux(["-f", "/dev/null", "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "sh"], {
      ...taskEnvironment({ TERM: "xterm-256color", TMUX: undefined, ENV: join(project.dir, ".terminal.sh"), ...env }),
    });
  }

  /** Types a line. */
  type(line: string): void {
    this.#tmux(["send-keys", "-l", `${line}\n`]);
  }

  /** Presses a key: `C-c`. */
  press(key: string): void {
    this.#tmux(["send-keys", key]);
  }

  /** Empties the screen, so that nothing of earlier commands is seen. */
  clear(): void {
    this.#tmux(["send-keys", "-R"]);
  }

  /** Changes the size of the window. */
  resize({ columns, rows }: TerminalSize): void {
    this.#tmux(["resize-window", "-x", `${columns}`, "-y", `${rows}`]);
  }

  /** The lines on the screen, without those that are empty at its end. */
  screen(): string[] {
    return this.#tmux(["capture-pane", "-p"]).trimEnd().split("\n");
  }

  /** The lines on the screen, and those that have left it at the top; wrapped ones are joined. */
  everything(): string[] {
    return this.#tmux(["capture-pane", "-p", "-J", "-S", "-"]).trimEnd().split("\n").map((line) => line.trimEnd());
  }

  /** Waits until the screen shows something. */
  async shows(what: string | RegExp, seconds = 20): Promise<string[]> {
    const matches = (line: string) => typeof what === "string" ? line.includes(what) : what.test(line);
    try {
      await until(`the terminal shows ${what}`, () => this.screen().some(matches), seconds);
    } catch (error) {
      throw new Error(`${(error as Error).message}:\n${this.screen().join("\n")}`, { cause: error });
    }
    return this.screen();
  }

  [Symbol.dispose](): void {
    try {
      this.#tmux(["kill-server"]);
    } catch {
      // Its shell has ended.
    }
    Deno.removeSync(this.#dir, { recursive: true });
  }

  #tmux(args: readonly string[], env: Record<string, string> = taskEnvironment({ TMUX: undefined })): string {
    const { success, stdout, stderr } = new Deno.Command("tmux", {
      args: ["-S", join(this.#dir, "s"), ...args],
      cwd: this.#project.dir,
      clearEnv: true,
      env,
    }).outputSync();
    if (!success) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }
}
