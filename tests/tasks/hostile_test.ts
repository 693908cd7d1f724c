import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { commandLineOf, processesOf, Project, until } from "../project.ts";
import { schedulersOf } from "./hostile/ground.ts";

/** Programs that misbehave, and the states of their runs. */
const PROGRAMS: Readonly<Record<string, { code: string; state: string; exit?: number | null; signal?: string }>> = {
  "exit-255": { code: "exit 255", state: "failed", exit: 255 },
  "exit-127": { code: "exec no-such-program-anywhere", state: "failed", exit: 127 },
  "exit-143": { code: "exit 143", state: "failed", exit: null, signal: "SIGTERM" },
  "segfault": { code: "kill -SEGV $$", state: "failed", exit: null, signal: "SIGSEGV" },
  "closes-output": { code: "exec >&- 2>&-; exit 0", state: "succeeded", exit: 0 },
  "floods-its-log": { code: "head -c 100000000 /dev/zero", state: "succeeded", exit: 0 },
  "forks-and-exits": { code: "sleep 300 & exit 0", state: "succeeded", exit: 0 },
  "holds-the-log-open": { code: "setsid sleep 300 & sleep 0.1; exit 0", state: "succeeded", exit: 0 },
  "ignores-everything": {
    code: "trap '' TERM INT HUP; while :; do sleep 0.1; done",
    state: "timed_out",
    exit: null,
    signal: "SIGKILL",
  },
  "stops-itself": { code: "kill -STOP $$; sleep 300", state: "timed_out", exit: null, signal: "SIGTERM" },
  "deletes-its-directory": { code: 'rm -r "$GRID_RUN_DIR"', state: "succeeded", exit: 0 },
  "makes-its-directory-a-file": { code: 'rm -r "$GRID_RUN_DIR"; echo >"$GRID_RUN_DIR"', state: "succeeded", exit: 0 },
  "takes-its-records-away": { code: 'rm "$GRID_RUN_DIR"/train.1.*; exit 3', state: "failed", exit: 3 },
  "reads-its-input": { code: "cat; read -r x; echo got $x", state: "succeeded", exit: 0 },
  "moves-away": { code: "cd /; exit 0", state: "succeeded", exit: 0 },
  "writes-escapes": { code: "printf '\\033[2J\\033]0;title\\007shown\\377\\000'; exit 4", state: "failed", exit: 4 },
};

Deno.test("misbehaving programs are classified, do not affect others, and leave no process", async () => {
  using project = new Project();
  for (const [name, { code }] of Object.entries(PROGRAMS)) project.write(`programs/${name}`, `${code}\n`);
  project.write(
    "g.yaml",
    `grid_axes: {program: [${Object.keys(PROGRAMS).join(", ")}]}
grid_settings:
  command: [sh, "programs/{program}"]
  timeout: 5s
  max_failures: none
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--grace", "0.5"]);
  assertEquals(code, 1, stderr);
  const { experiments } = await project.status(stdout.trim());
  for (const { params, train } of experiments) {
    const { state, exit = null, signal = null } = PROGRAMS[params.program]!;
    assertEquals([params.program, train.state, train.exit, train.signal], [params.program, state, exit, signal]);
  }
  assertEquals(processesOf(join(project.dir, stdout.trim())), []);
  // Damage is limited to the run itself.
  const again = await project.run("train", [stdout.trim()]);
  assertStringIncludes(again.stderr, "nothing to run");
});

Deno.test("the log of a failed run is shown without control characters", async () => {
  using project = new Project();
  project.write("program", PROGRAMS["writes-escapes"]!.code);
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: [sh, program]}\n");
  const { code, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "| shown");
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(stderr), stderr);
});

Deno.test("a run that kills its supervisor is started again only after it has ended", async () => {
  using project = new Project();
  project.write(
    "kill.sh",
    'echo start >>"$GRID_ROOT/runs.txt"\n[ "$GRID_ATTEMPT" -gt 1 ] || kill -9 $PPID\nsleep 0.7\necho end >>"$GRID_ROOT/runs.txt"\n',
  );
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: [sh, kill.sh]}\n");
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertEquals(project.read(`${stdout.trim()}/runs.txt`), "start\nend\nstart\nend\n");
});

Deno.test("a run that kills the scheduler is adopted by the next one", async () => {
  using project = new Project();
  project.write(
    "kill.sh",
    'echo start >>"$GRID_ROOT/runs.txt"\nkill -9 "$(sed \'s/.*"pid":\\([0-9]*\\).*/\\1/\' "$GRID_ROOT/lock")"\nsleep 0.5\necho end >>"$GRID_ROOT/runs.txt"\n',
  );
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: [sh, kill.sh]}\n");
  const first = await project.start("train", ["g.yaml"]).ended;
  assertEquals(first.signal, "SIGKILL");
  const { code, stderr } = await project.run("train", [first.stdout.trim()]);
  assertEquals(code, 0, stderr);
  assertEquals(project.read(`${first.stdout.trim()}/runs.txt`), "start\nend\n");
});

Deno.test("a command with pipes, background processes, a here-document and a line of 100 KB is one shell line", async () => {
  using project = new Project();
  const long = "x".repeat(100_000);
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}
grid_settings:
  command: |
    yes | head -1
    sleep 0.1 & wait
    cat <<END
    here
    END
    echo ${long} | wc -c
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const [{ dir }] = (await project.status(stdout.trim())).experiments;
  assertEquals(project.read(`${stdout.trim()}/${dir}/train.log`), "y\nhere\n100001\n");
});

Deno.test("a run whose exit record cannot be written blocks nothing", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2, 3]}
grid_settings: {max_concurrent_runs: 1, command: 'mkdir "$GRID_RUN_DIR/train.1.exit"'}
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertEquals((await project.status(stdout.trim())).counts.train.succeeded, 3);
  assertEquals(processesOf(join(project.dir, stdout.trim())), []);
});

Deno.test("Ctrl-C ends a run that stops its supervisor", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\ngrid_settings: {command: [sh, -c, 'kill -STOP $PPID; touch up; sleep 300']}\n",
  );
  const started = project.start("train", ["g.yaml", "--grace", "0.5"]);
  await until("it runs", () => project.exists("up"));
  started.kill("SIGINT");
  const { code, stdout } = await started.ended;
  assertEquals(code, 130);
  assertEquals(processesOf(join(project.dir, stdout.trim())), []);
});

Deno.test("a nested grid is part of its run: it outlives a killed scheduler, and ends with the run", async () => {
  using project = new Project();
  const nested = `${Deno.execPath()} run --quiet --no-check --allow-all ${
    join(import.meta.dirname!, "../../tasks/train.ts")
  }`;
  project.write(
    "inner.yaml",
    "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'touch {dir}/up; sleep 1.5; echo {x} >> inner.txt'}\n",
  );
  project.write(
    "outer.yaml",
    `grid_axes: {y: [1]}\ngrid_settings: {command: '${nested} inner.yaml --expdir {dir}/inner'}\n`,
  );
  const first = project.start("train", ["outer.yaml"]);
  const inner = () => processesOf(project.dir).some((pid) => commandLineOf(pid).startsWith("sleep\x00"));
  await until("the inner runs run", inner);
  first.kill("SIGKILL");
  const outer = (await first.ended).stdout.trim();
  const { code, stderr } = await project.run("train", [outer]);
  assertEquals(code, 0, stderr);
  assertEquals(project.read("inner.txt").trim().split("\n").sort(), ["1", "2"]);
});

Deno.test("descendants are found if the path of the grid contains a newline or a link", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'setsid sleep 300 & sleep 0.2'}\n");
  Deno.mkdirSync(join(project.dir, "real"));
  Deno.symlinkSync("real", join(project.dir, "link"));
  for (const expdir of ["a\nb", "link"]) {
    const { code, stderr } = await project.run("train", ["g.yaml", "--expdir", expdir]);
    assertEquals(code, 0, stderr);
    const left = processesOf(project.dir).filter((pid) => commandLineOf(pid).startsWith("sleep\x00"));
    assertEquals(left, [], expdir);
  }
});

Deno.test("an adopted run that succeeded before the signal counts as succeeded", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\ngrid_settings: {command: 'touch up; until [ -e go ]; do sleep 0.02; done'}\n",
  );
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("up"));
  first.kill("SIGKILL");
  const grid = (await first.ended).stdout.trim();
  const [{ dir }] = (await project.status(grid)).experiments;
  const second = project.start("train", [grid]);
  await until("it is adopted", () => schedulersOf(project, grid) === 2);
  project.write("go", "");
  await until("it has ended", () => project.exists(`${grid}/${dir}/train.1.exit`));
  second.kill("SIGINT");
  await second.ended;
  assertEquals((await project.status(grid)).experiments[0].train.state, "succeeded");
});

Deno.test("invalid input exits with 2, without a stack trace, and creates nothing", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  project.write("nul.yaml", 'grid_axes: {"a\\0b": [1]}\ngrid_settings: {command: "echo {args}"}\n');
  Deno.writeFileSync(join(project.dir, "latin.yaml"), new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]));
  project.write("config.yaml", "grid_tasks: [{default_configs: latin.yaml}]\ngrid_settings: {command: 'true'}\n");
  project.write("file", "");
  for (
    const [args, message] of [
      [["nul.yaml"], "it contains a NUL character"],
      [["config.yaml"], 'cannot read configuration file "latin.yaml": not valid UTF-8'],
      [["g.yaml", "--expdir", "file"], "cannot create a grid directory in file"],
      [["g.yaml", "--expdir", "file/below"], "cannot create a grid directory in file/below"],
      [["g.yaml", "--savetag", "x".repeat(300)], "expected up to 100 letters"],
      [["g.yaml", "--set", "~x="], "--set ~x: removes a key that an axis sets"],
    ] as [string[], string][]
  ) {
    const { code, stdout, stderr } = await project.run("train", args);
    assertEquals([code, stdout], [2, ""], `${args}: ${stderr}`);
    assertStringIncludes(stderr, message);
    assert(!/\n\s+at /.test(stderr), stderr);
  }
  for (const flag of ["--resume", "--retry-failed"]) {
    const dry = await project.run("train", ["g.yaml", flag, "--dry-run"]);
    assertEquals(dry.code, 0, dry.stderr);
    assertStringIncludes(dry.stdout, "g-x=1");
  }
  assert(!project.exists("experiments"));
});

Deno.test("corrupt lines of a journal are skipped, and the status follows from the exit records", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'true'}\n");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const [{ id }] = (await project.status(grid)).experiments;
  project.write(
    `${grid}/journal.ndjson`,
    `null\n[]\n{"type":"start","time":1e300,"id":"${id}","stage":"train","launch":1,"attempt":1}\nx\n`,
  );
  const { counts } = await project.status(grid);
  assertEquals(counts.train.succeeded, 2);
  const { stderr } = await project.run("status", [grid]);
  assertStringIncludes(stderr, "line 1 of the journal is corrupt, skipped");
  assertEquals((await project.run("train", [grid])).code, 0);
});

Deno.test("a scheduler ends in order when its grid directory is deleted", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1, 2, 3]}\ngrid_settings: {max_concurrent_runs: 1, command: 'cd /; rm -r {grid_dir}'}\n",
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 4, stderr);
  assertStringIncludes(stderr, "No such file or directory");
  assert(!project.exists(stdout.trim()), "the directory does not reappear");
});

Deno.test("a run whose state is unknown from here is not started twice, and a signal ends the wait", async () => {
  using project = new Project();
  project.write(
    "hide.sh",
    `echo start >>"$GRID_ROOT/runs.txt"
echo "17 5 boot pid:[1] elsewhere" >"$GRID_RUN_DIR/train.1.pid"
kill -9 $PPID
sleep 0.9
echo end >>"$GRID_ROOT/runs.txt"
`,
  );
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: [sh, hide.sh]}\n");
  const started = project.start("train", ["g.yaml", "--grace", "0.3"]);
  const runs = () => {
    const [grid] = project.exists("experiments") ? project.list("experiments") : [];
    const path = `experiments/${grid}/runs.txt`;
    return project.exists(path) ? project.read(path) : "";
  };
  await until("the run has ended", () => runs().includes("end"));
  assertEquals(runs(), "start\nend\n");
  started.kill("SIGINT");
  assertEquals((await started.ended).code, 130);
});
