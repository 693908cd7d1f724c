import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { processesOf, Project } from "../project.ts";

/** Programs that behave badly, and what their runs count as. */
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
  "writes-escapes": { code: "printf '\\033[2J\\033]0;title\\007\\377\\000'; exit 4", state: "failed", exit: 4 },
};

Deno.test("programs that behave badly are told apart, harm no other, and leave no process", async () => {
  using project = new Project();
  for (const [name, { code }] of Object.entries(PROGRAMS)) project.write(`programs/${name}`, `${code}\n`);
  project.write(
    "g.yaml",
    `grid_axes: {program: [${Object.keys(PROGRAMS).join(", ")}]}
grid_settings:
  command: [sh, "programs/{program}"]
  timeout: 2s
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
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x08\x0b-\x1f]/.test(stderr), "what a run writes reaches no terminal as it is");
  // What was wrecked costs nothing but itself.
  const again = await project.run("train", [stdout.trim()]);
  assertStringIncludes(again.stderr, "nothing was left to run");
});

Deno.test("a run that kills its supervisor is waited for while it lives, and started again when it is gone", async () => {
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
  const first = await project.run("train", ["g.yaml"]);
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
