/** What starts runs is broken, or breaks while a grid runs: nothing goes on without end, and nothing is misreported. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project } from "../../project.ts";
import { writeGrid } from "./ground.ts";

function writeProgram(project: Project, name: string, text: string): string {
  Deno.chmodSync(project.write(`bin/${name}`, text), 0o755);
  return `${join(project.dir, "bin")}:${Deno.env.get("PATH")}`;
}

const BROKEN: readonly (readonly [name: string, program: string, what: string])[] = [
  ["setsid", "#!/bin/dash\nexit 1\n", "setsid and sh"],
  ["setsid", "no program\n", "setsid and sh"],
  ["setsid", '#!/bin/dash\n/usr/bin/setsid "$@" &\n', "setsid and sh"],
  ["sh", "#!/bin/dash\nexit 0\n", "setsid and sh"],
];

Deno.test("a program that starts runs and is broken is an error before anything starts", async () => {
  await Promise.all(BROKEN.map(async ([name, text, what]) => {
    using project = new Project();
    writeGrid(project, "echo ran >>ran");
    const { code, stderr } = await project.run("train", ["g.yaml"], { PATH: writeProgram(project, name, text) });
    assertEquals(code, 2, stderr);
    assertStringIncludes(stderr, `${what}: those on PATH cannot be used`);
    assert(!project.exists("ran"));
  }));
});

Deno.test("a program that starts runs and breaks while a grid runs ends the grid, with the reason, and what never started is pending", async () => {
  using project = new Project();
  writeGrid(project, "echo ran >>ran; printf '#!/bin/dash\\nexit 1\\n' >bin/setsid; kill -KILL \"$PPID\"");
  const PATH = writeProgram(project, "setsid", '#!/bin/dash\nexec /usr/bin/setsid "$@"\n');
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"], { PATH });
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "25 launches in a row were void");
  assertEquals(project.read("ran"), "ran\n");
  assertEquals((await project.status(stdout.trim())).experiments[0].train.attempts, 1);
});

Deno.test("a program that starts runs and is gone while a grid runs stops scheduling, and no run counts as running", async () => {
  using project = new Project();
  writeGrid(project, 'echo ran >>ran; rm bin/setsid; kill -KILL "$PPID"');
  const path = writeProgram(project, "setsid", '#!/bin/dash\nexec /usr/bin/setsid "$@"\n');
  for (const name of ["sh", "sleep", "rm", "cat"]) {
    Deno.symlinkSync(`/bin/${name}`, join(project.dir, "bin", name));
  }
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"], { PATH: path.split(":")[0] });
  assertEquals(code, 4, stderr);
  assertStringIncludes(stderr, "cannot start a supervisor");
  assertEquals((await project.status(stdout.trim())).counts.train.running ?? 0, 0);
});

/** What a run makes of its records, so that its launch looks as if it had been void. */
const VOIDS = {
  claim:
    'for n in 1 2 3 4 5 6 7 8 9; do [ ! -e "$GRID_RUN_DIR/train.$n.pid" ] || echo void >"$GRID_RUN_DIR/train.$n.pid"; done',
  exit:
    'for n in 1 2 3 4 5 6 7 8 9; do [ ! -e "$GRID_RUN_DIR/train.$n.pid" ] || echo unleased >"$GRID_RUN_DIR/train.$n.exit"; done',
} as const;

Deno.test("a run that makes its launch void and kills its supervisor, again and again, has failed in the end", async () => {
  await Promise.all(
    Object.values(VOIDS).map(async (forge) => {
      using project = new Project();
      writeGrid(project, `echo ran >>ran; ${forge}; kill -KILL "$PPID"`);
      const started = project.start("train", ["g.yaml"]);
      const { code, stderr } = await started.ended;
      assertEquals([code, project.read("ran")], [1, "ran\n".repeat(4)], stderr);
    }),
  );
});

Deno.test("a run that leaves a directory in place of its claim and kills its supervisor is lost, and run again", async () => {
  using project = new Project();
  writeGrid(
    project,
    '[ "$GRID_ATTEMPT" = 1 ] || exit 0; cd "$GRID_RUN_DIR"; rm train.1.pid; mkdir train.1.pid; kill -KILL "$PPID"',
  );
  const { code, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "lost (no exit record)");
});
