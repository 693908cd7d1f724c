/** Runs that remove or change the records by which they are known. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { isRunning, processesOf, Project, until } from "../../project.ts";
import {
  gridOf,
  killScheduler,
  pidsIn,
  resume,
  signalUntilEnded,
  startStranger,
  supervisorsIn,
  writeGrid,
} from "./ground.ts";

/** A program that empties its directory, tells its pid, ignores SIGTERM, and ends when it is told to by a file. */
const EMPTIES =
  `trap '' TERM; rm -rf "$GRID_RUN_DIR"/*; echo $$ >>pids; until [ -e go ]; do sleep 0.05; done; echo end >>ends`;

// What `env -i` leaves out, the command gets as words.
const EMPTIES_UNMARKED =
  `env -i PATH="$PATH" GRID_RUN_DIR={dir} sh -c 'trap "" TERM; rm -rf "$GRID_RUN_DIR"/*; echo $$ >>pids; until [ -e go ]; do sleep 0.05; done; echo end >>ends'`;

const PROGRAMS = { "with its mark": EMPTIES, "without a mark": EMPTIES_UNMARKED } as const;

for (const [name, command] of Object.entries(PROGRAMS)) {
  Deno.test(`a run that empties its directory, ${name}, ends by a second SIGTERM`, async () => {
    using project = new Project();
    writeGrid(project, command);
    const started = project.start("train", ["g.yaml", "--grace", "600"]);
    await until("it runs", () => pidsIn(project).length > 0);
    const { code } = await signalUntilEnded(started, "SIGTERM");
    assertEquals(code, 143);
    assert(pidsIn(project).every((pid) => !isRunning(pid)));
    // Killed with its group: a process more takes its moment.
    await until("nothing is left", () => processesOf(project.dir).length === 0);
  });

  Deno.test(`a run that empties its directory, ${name}, ends by its timeout`, async () => {
    using project = new Project();
    writeGrid(project, command, "  timeout: 0.3s\n");
    const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--grace", "0.2"]);
    assertEquals(code, 1, stderr);
    assertEquals((await project.status(stdout.trim())).experiments[0].train.state, "timed_out");
    assert(pidsIn(project).every((pid) => !isRunning(pid)));
  });

  Deno.test(`a run that empties its directory, ${name}, is neither doubled nor void after a killed scheduler`, async () => {
    using project = new Project();
    writeGrid(project, command);
    const first = project.start("train", ["g.yaml"]);
    await until("it runs", () => pidsIn(project).length > 0);
    await killScheduler(first);
    const grid = gridOf(project)!;
    Deno.symlinkSync("experiments", join(project.dir, "link"));
    for (const path of [grid, grid.replace("experiments", "link")]) {
      assertEquals((await project.status(path)).experiments[0].train.state, "running", path);
    }
    const second = await resume(project, grid);
    project.write("go", "");
    const { code, stderr } = await second.ended;
    assertEquals(code, 0, stderr);
    assertEquals(pidsIn(project).length, 1, "it ran once");
    assertEquals(project.read("ends"), "end\n");
    assertEquals((await project.status(grid)).experiments[0].train.attempts, 1);
  });

  Deno.test(`a run that empties its directory, ${name}, is waited for after killed scheduler and supervisor, and can be ended`, async () => {
    using project = new Project();
    writeGrid(project, command);
    const first = project.start("train", ["g.yaml"]);
    await until("it runs", () => pidsIn(project).length > 0);
    const supervisors = supervisorsIn(project.dir);
    await killScheduler(first);
    for (const pid of supervisors) Deno.kill(pid, "SIGKILL");
    await until("the supervisor is gone", () => !supervisors.some(isRunning));
    const second = await resume(project, gridOf(project)!, ["--grace", "0.2"]);
    const [pid] = pidsIn(project);
    assert(isRunning(pid!), "it is left alone");
    assertEquals(pidsIn(project).length, 1, "it is not doubled");
    assertEquals((await signalUntilEnded(second, "SIGTERM")).code, 143);
    assert(!isRunning(pid!));
  });
}

/** A program that writes another process's pid in place of its own into its claim. */
const LIES = (stranger: number, more = "") =>
  `trap '' TERM; sed -i "s/^[0-9]*/${stranger}/" "$GRID_RUN_DIR"/train.1.pid; echo $$ >>pids; ${more}until [ -e go ]; do sleep 0.05; done; echo end >>ends`;

Deno.test("a stranger whose pid a run writes into its claim lives through a second SIGTERM", async () => {
  using project = new Project();
  await using stranger = startStranger();
  writeGrid(project, LIES(stranger.pid));
  const started = project.start("train", ["g.yaml", "--grace", "600"]);
  await until("it runs", () => pidsIn(project).length > 0);
  assertEquals((await signalUntilEnded(started, "SIGTERM")).code, 143);
  assert(isRunning(stranger.pid));
  assert(!isRunning(pidsIn(project)[0]!));
});

Deno.test("a stranger whose pid a run writes into its claim lives through a timeout", async () => {
  using project = new Project();
  await using stranger = startStranger();
  writeGrid(project, LIES(stranger.pid), "  timeout: 0.3s\n");
  assertEquals((await project.run("train", ["g.yaml", "--grace", "0.2"])).code, 1);
  assert(isRunning(stranger.pid));
  assert(!isRunning(pidsIn(project)[0]!));
});

Deno.test("a stranger whose pid a run writes into its claim lives through a killed scheduler, a resume and its stop", async () => {
  using project = new Project();
  await using stranger = startStranger();
  writeGrid(project, LIES(stranger.pid));
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => pidsIn(project).length > 0);
  await killScheduler(first);
  const second = await resume(project, gridOf(project)!, ["--grace", "0.2"]);
  assertEquals((await signalUntilEnded(second, "SIGTERM")).code, 143);
  assert(isRunning(stranger.pid));
  assert(!isRunning(pidsIn(project)[0]!));
  assertEquals(pidsIn(project).length, 1);
});

Deno.test("a stranger in the claim of a run whose supervisor is gone, too, lives; a scheduler can be ended, and the run", async () => {
  using project = new Project();
  await using stranger = startStranger();
  writeGrid(project, LIES(stranger.pid));
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => pidsIn(project).length > 0);
  const supervisors = supervisorsIn(project.dir);
  await killScheduler(first);
  for (const pid of supervisors) Deno.kill(pid, "SIGKILL");
  await until("the supervisor is gone", () => !supervisors.some(isRunning));
  const second = await resume(project, gridOf(project)!, ["--grace", "0.2"]);
  assertEquals((await signalUntilEnded(second, "SIGTERM")).code, 143);
  assert(isRunning(stranger.pid), "the stranger lives");
  assert(!isRunning(pidsIn(project)[0]!), "the run is ended");
  assertEquals(pidsIn(project).length, 1);
  assertEquals(processesOf(join(project.dir, gridOf(project)!)), []);
});

/** What a run may make of its claim, and of its exit record. */
const FORGERIES: Readonly<Record<string, string>> = {
  void: "echo void",
  boot: `sed "s/$(cat /proc/sys/kernel/random/boot_id)/another-boot/"`,
  inode: "sed 's/ [0-9]*$/ 1/'",
  start: "awk '{ $2 = 1; print }'",
  gone: "sed 's/^[0-9]*/1073741824/'",
  garbage: "echo garbage",
  nothing: "true",
  exit: "sh -c 'echo 0 >train.1.exit; cat'",
  exitWithoutClaim: "sh -c 'echo 0 >train.1.exit; rm train.1.pid'",
  exitWithEmptyClaim: "sh -c 'echo 0 >train.1.exit'",
  moved: "sh -c 'mv train.1.pid moved; cat >moved'",
  movedDirectory: 'sh -c \'cat >train.1.pid; mv "$PWD" "$PWD.moved"; mkdir "$PWD"\'',
};

// What only a look at its supervisor finds is tried without a mark, too.
const FOUND_BY_SUPERVISOR = ["exitWithoutClaim", "moved", "movedDirectory"];

for (const marked of [true, false]) {
  const whose = marked ? "a run" : "a run without a mark";
  Deno.test(`${whose} that forges its records is adopted by the next scheduler, and is run once`, async () => {
    using project = new Project();
    await Promise.all(
      Object.entries(FORGERIES).filter(([kind]) => marked || FOUND_BY_SUPERVISOR.includes(kind)).map(async (
        [kind, forge],
      ) => {
        project.write(
          `${kind}.sh`,
          `cd "$1"; until [ -s train.1.pid ]; do sleep 0.01; done
cp train.1.pid claim; ${forge} <claim >train.1.pid
echo start >>../ran; until [ -e ../go ]; do sleep 0.05; done; echo end >>../ran
`,
        );
        const command = [...(marked ? [] : ["env", "-i", `PATH=${Deno.env.get("PATH")}`]), "sh", `${kind}.sh`, "{dir}"];
        project.write(
          `${kind}.yaml`,
          `grid_axes: {x: [1]}\ngrid_settings: {command: ${JSON.stringify(command)}}\n`,
        );
        const first = project.start("train", [`${kind}.yaml`, "--expdir", kind]);
        const grid = () => project.exists(kind) ? `${kind}/${project.list(kind)[0]}` : kind;
        await until("it runs", () => project.exists(`${grid()}/ran`));
        await killScheduler(first);
        const second = await resume(project, grid());
        project.write(`${grid()}/go`, "");
        const { code, stderr } = await second.ended;
        assertEquals([code, project.read(`${grid()}/ran`)], [0, "start\nend\n"], `${kind}: ${stderr}`);
      }),
    );
  });
}

Deno.test("a run that moved its claim and has ended is not run again before its supervisor has recorded that", async () => {
  using project = new Project();
  project.write(
    "moves.sh",
    `cd "$1"; until [ -s train.1.pid ]; do sleep 0.01; done
mv train.1.pid moved; echo start >>../ran; until [ -e ../go ]; do sleep 0.05; done; echo end >>../ran
`,
  );
  const path = Deno.env.get("PATH");
  writeGrid(project, `exec env -i PATH="${path}" sh moves.sh {dir}`);
  const first = project.start("train", ["g.yaml"]);
  const grid = () => gridOf(project) ?? "";
  await until("it runs", () => project.exists(`${grid()}/ran`));
  await killScheduler(first);
  const [supervisor] = supervisorsIn(project.dir);
  Deno.kill(supervisor!, "SIGSTOP");
  project.write(`${grid()}/go`, "");
  await until("it has ended", () => project.read(`${grid()}/ran`).endsWith("end\n"));
  const second = await resume(project, grid());
  Deno.kill(supervisor!, "SIGCONT");
  const { code, stderr } = await second.ended;
  assertEquals([code, project.read(`${grid()}/ran`)], [0, "start\nend\n"], stderr);
});

/** What a run writes to look as if it had succeeded, before it kills its supervisor. */
const SUCCESSES: Readonly<Record<string, string>> = {
  exit: "echo 0 >train.1.exit",
  exitWithoutClaim: "echo 0 >train.1.exit; rm train.1.pid",
};

Deno.test("a run that records its success itself and kills its supervisor is not killed by the next scheduler", async () => {
  await Promise.all(
    Object.entries(SUCCESSES).map(async ([kind, forge]) => {
      using project = new Project();
      const first =
        '[ "$GRID_ATTEMPT" = 1 ] || exit 0; cd "$GRID_RUN_DIR"; until [ -s train.1.pid ]; do sleep 0.01; done';
      writeGrid(
        project,
        `${first}; ${forge}; kill -KILL "$PPID"; cd "$GRID_ROOT/../.."; echo $$ >>pids; until [ -e go ]; do sleep 0.05; done; echo end >>ends`,
      );
      const started = project.start("train", ["g.yaml"]);
      await until("it runs", () => pidsIn(project).length > 0);
      await killScheduler(started);
      const second = await resume(project, gridOf(project)!);
      assert(isRunning(pidsIn(project)[0]!), kind);
      project.write("go", "");
      const { code, stderr } = await second.ended;
      assertEquals([code, project.read("ends")], [0, "end\n"], `${kind}: ${stderr}`);
      const [{ train }] = (await project.status(gridOf(project)!)).experiments;
      // Nobody saw how it ended; without a claim, its record is all there is.
      assertEquals(train.attempts, kind === "exitWithoutClaim" ? 1 : 2, kind);
    }),
  );
});
