/** Who reads or writes the log of a run without being part of it lives on, and what a run leaves behind does not. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { isRunning, Project, until } from "../../project.ts";
import { gridOf, killScheduler, pidsIn, resume, writeGrid } from "./ground.ts";

/** Starts a shell in a session of its own, which tells its pid in a file and becomes a program. */
async function startShell(project: Project, name: string, script: string): Promise<number> {
  const text = `echo $$ >${name}.new; mv ${name}.new ${name}; ${script}`;
  await new Deno.Command("setsid", {
    args: ["-f", "sh", "-c", text],
    cwd: project.dir,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  await until(`${name} runs`, () => project.exists(name));
  return pidsIn(project, name)[0]!;
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}

const WAITS = "echo $$ >>pids; until [ -e go ]; do sleep 0.05; done";

Deno.test("programs that read the log of a run, and editors, live on when it ends, and when the next scheduler starts", async () => {
  using project = new Project();
  writeGrid(project, WAITS);
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("pids"));
  const log = join(project.dir, gridOf(project)!, project.list(gridOf(project)!)[0]!, "train.1.log").replaceAll(
    "'",
    `'\\''`,
  );
  const strangers = [
    await startShell(project, "tail", `exec tail -f '${log}' >tailed`),
    await startShell(project, "editor", `exec 3<>'${log}'; exec sleep 300`),
  ];
  try {
    project.write("go", "");
    assertEquals((await started.ended).code, 0);
    assertEquals((await project.run("train", [gridOf(project)!])).code, 0);
    assert(strangers.every(isRunning));
  } finally {
    killAll(strangers);
  }
});

Deno.test("a script that is started by hand after its run has ended, and appends to its log, outlives a resume", async () => {
  using project = new Project();
  writeGrid(project, WAITS);
  project.write("go", "");
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  Deno.removeSync(join(project.dir, "go"));
  const dir = `${gridOf(project)}/${project.list(gridOf(project)!)[0]}`;
  const byHand = await startShell(project, "hand", `exec sh ${dir}/train.1.sh >>${dir}/train.1.log 2>&1`);
  try {
    await until("it runs", () => pidsIn(project).includes(byHand));
    assertEquals((await project.run("train", [gridOf(project)!])).code, 0);
    assert(isRunning(byHand));
  } finally {
    killAll([byHand]);
  }
});

/** Leaves a process without its environment and session, which keeps only another descriptor of the log. */
const LEAVES = "env -i setsid sh -c 'echo $$ >>orphans; exec sleep 300' 5>&1 >/dev/null 2>&1 &";

Deno.test("an orphan that has only another descriptor of the log ends with its run", async () => {
  using project = new Project();
  writeGrid(project, `${LEAVES} until [ -e orphans ]; do sleep 0.02; done`);
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  assert(pidsIn(project, "orphans").every((pid) => !isRunning(pid)));
});

Deno.test("an orphan that has only another descriptor of the log ends by the next scheduler", async () => {
  using project = new Project();
  writeGrid(project, `${LEAVES} ${WAITS}`);
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("pids") && project.exists("orphans"));
  await killScheduler(first);
  project.write("go", "");
  await until("the run has ended", () => pidsIn(project).every((pid) => !isRunning(pid)));
  assert(pidsIn(project, "orphans").every(isRunning));
  assertEquals((await (await resume(project, gridOf(project)!)).ended).code, 0);
  assert(pidsIn(project, "orphans").every((pid) => !isRunning(pid)));
});

Deno.test("a log that a failed run has linked to a user's file is not written through", async () => {
  using project = new Project();
  project.write("mine.txt", "mine\n");
  writeGrid(
    project,
    'echo told; [ "$GRID_ATTEMPT" = 2 ] || { ln mine.txt "$GRID_RUN_DIR/train.2.log"; exit 1; }'.replaceAll(
      /[{}]/g,
      "$&$&",
    ),
  );
  await project.run("train", ["g.yaml"]);
  assertEquals((await project.run("train", [gridOf(project)!, "--retry-failed"])).code, 0);
  assertEquals(project.read("mine.txt"), "mine\n");
});
