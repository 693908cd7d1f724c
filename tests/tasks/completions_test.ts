/** Completion, in the shells themselves. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { canRun } from "../can_run.ts";
import { Project, taskEnvironment, until } from "../project.ts";

/** A project with two grid files, a folder with a grid directory, and the completion script of a shell. */
async function completing(shell: string): Promise<Project> {
  const project = new Project();
  const { code, stdout, stderr } = await project.run("grid", ["completions", shell]);
  assertEquals(code, 0, stderr);
  project.write(`completions.${shell}`, stdout);
  project.write("my grid.yaml", "");
  project.write("sweep.yaml", "");
  project.write("notes.txt", "");
  project.write("experiments/sweep_1/plan.ndjson", "");
  project.write("other/old_1/plan.ndjson", "");
  return project;
}

/** An interactive shell in a project. */
class Shell {
  readonly #project: Project;
  readonly #terminal: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #shown = "";

  constructor(project: Project, command: string) {
    this.#project = project;
    this.#terminal = new Deno.Command("script", {
      args: ["-qefc", command, "/dev/null"],
      cwd: project.dir,
      clearEnv: true,
      env: taskEnvironment({ TERM: "dumb", HOME: project.dir, HISTFILE: undefined }),
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#keys = this.#terminal.stdin.getWriter();
    this.#reading = this.#terminal.stdout.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({ write: (text) => void (this.#shown += text) }),
    );
  }

  /** Types a command, and waits until it has run. */
  async run(command: string): Promise<void> {
    await this.#type(`${command}; echo rea""dy\n`);
    await until("the shell is ready", () => /^ready/m.test(this.#shown));
  }

  /** Types a line, Tab and Enter, and returns the arguments that `grid` then gets. */
  async complete(line: string): Promise<string[]> {
    await this.#type(`${line}\t\n`);
    await until(`grid has run: ${this.#shown}`, () => this.#project.exists("words"));
    const words = this.#project.read("words");
    Deno.removeSync(join(this.#project.dir, "words"));
    return [...words.matchAll(/<(.*?)>/g)].map(([, word]) => word!);
  }

  async exit(): Promise<void> {
    await this.#type("exit\n");
    await this.#terminal.status;
    await Promise.all([this.#reading, this.#keys.close().catch(() => {})]);
  }

  #type(text: string): Promise<void> {
    return this.#keys.write(new TextEncoder().encode(text));
  }
}

Deno.test({
  name: "bash completes commands, flags, their values, grid files and grid directories",
  ignore: !canRun(["bash", "--version"]),
  async fn() {
    using project = await completing("bash");
    const probe = (words: string[]) => {
      const quoted = words.map((word) => `"${word}"`).join(" ");
      const script = `source completions.bash; compopt() { :; }
COMP_WORDS=(${quoted}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _grid; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = new Deno.Command("bash", { args: ["-c", script], cwd: project.dir }).outputSync();
      assertEquals(new TextDecoder().decode(stderr), "");
      return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "").sort();
    };
    assertEquals(probe(["grid", "sta"]), ["status"]);
    assertEquals(probe(["grid", "help", "rep"]), ["report"]);
    assertEquals(probe(["grid", "train", ":", "g"]), ["gpu"]);
    assertEquals(probe(["grid", "status", "--j"]), ["--json"]);
    assertEquals(probe(["grid", "run", "--on", ""]), ["cpu", "gpu", "sge", "slurm"]);
    assertEquals(probe(["grid", "run", "--on", "=", "s"]), ["sge", "slurm"]);
    assertEquals(probe(["grid", "train", ":", "gpu", "sw"]), ["sweep.yaml"]);
    assertEquals(probe(["grid", "status", ""]), [
      "experiments",
      "experiments/sweep_1",
      "my grid.yaml",
      "other",
      "sweep.yaml",
    ]);
    assertEquals(probe(["grid", "status", "--expdir", "other", "other/o"]), ["other/old_1", "other/old_1"]);
    assertEquals(probe(["grid", "run", "--expdir", "o"]), ["other"]);
    assertEquals(probe(["grid", "run", "--grace", ""]), []);
    assertEquals(probe(["grid", "completions", ""]), ["bash", "fish", "zsh"]);
  },
});

const SHELLS = {
  bash: { command: "bash --norc -i", load: "source ./completions.bash" },
  zsh: { command: "zsh -f -i", load: "autoload -U compinit; compinit -u -D; source ./completions.zsh" },
};

for (const [name, { command, load }] of Object.entries(SHELLS)) {
  Deno.test({
    name: `Tab completes in ${name}`,
    ignore: !canRun([name, "--version"]) || !canRun(["script", "--version"]),
    async fn() {
      using project = await completing(name);
      const shell = new Shell(project, command);
      await shell.run(`${load}; grid() { printf '<%s>' "$@" >words.new; mv words.new words; }`);
      assertEquals(await shell.complete("grid sta"), ["status"]);
      assertEquals(await shell.complete("grid schedule:sl"), ["schedule:slurm"]);
      assertEquals(await shell.complete("grid run --retr"), ["run", "--retry-failed"]);
      assertEquals(await shell.complete("grid run --on sl"), ["run", "--on", "slurm"]);
      assertEquals(await shell.complete("grid run --on=sl"), ["run", "--on=slurm"]);
      assertEquals(await shell.complete("grid train my"), ["train", "my grid.yaml"]);
      const [, dir] = await shell.complete("grid status experiments/s");
      assertEquals(dir?.replace(/\/$/, ""), "experiments/sweep_1");
      await shell.exit();
    },
  });
}

Deno.test({
  name: "fish completes commands, flags, their values, grid files and grid directories",
  ignore: !canRun(["fish", "--version"]),
  async fn() {
    using project = await completing("fish");
    const complete = (line: string) => {
      const { stdout, stderr } = new Deno.Command("fish", {
        args: ["--no-config", "-c", `source completions.fish; complete -C ${JSON.stringify(line)}`],
        cwd: project.dir,
      }).outputSync();
      assertEquals(new TextDecoder().decode(stderr), "");
      return new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.split("\t")[0]!).sort();
    };
    assertEquals(complete("grid sta"), ["status"]);
    assertEquals(complete("grid train:"), ["train:cpu", "train:gpu", "train:sge", "train:slurm"]);
    assertEquals(complete("grid help rep"), ["report"]);
    assertEquals(complete("grid status --js"), ["--json"]);
    assertEquals(complete("grid run --on "), ["cpu", "gpu", "sge", "slurm"]);
    assertEquals(complete("grid run --expdir o"), ["other/"]);
    assertEquals(complete("grid run sw"), ["sweep.yaml"]);
    assertEquals(complete("grid status experiments/s"), ["experiments/sweep_1/"]);
    assertEquals(complete("grid status --expdir other other/"), ["other/old_1/"]);
    assertEquals(complete("grid completions "), ["bash", "fish", "zsh"]);
    assertEquals(complete("grid-workers sta"), ["status"]);
  },
});

Deno.test("a shell that has no completion is refused", async () => {
  using project = new Project();
  const { code, stderr } = await project.run("grid", ["completions", "tcsh"]);
  assertEquals([code, stderr], [2, "error: unknown shell 'tcsh': expected bash, zsh or fish\n"]);
});
