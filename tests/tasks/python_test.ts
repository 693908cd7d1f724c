/** The environment of Python in which a grid is made is that of its runs, from whatever shell they are started. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project } from "../project.ts";

/** Makes an environment whose Python writes its name, and what it was given, into the results of a run. */
function makeEnvironment(project: Project, name: string, mark = "pyvenv.cfg"): string {
  project.write(`${name}/${mark}`, "");
  const python = project.write(
    `${name}/bin/python`,
    `#!/bin/sh\necho "${name} $VIRTUAL_ENV" >>"$GRID_RUN_DIR/pythons"; [ ! -e fail ]\n`,
  );
  Deno.chmodSync(python, 0o755);
  Deno.symlinkSync("python", join(project.dir, name, "bin/gw-trainer"));
  return `${join(project.dir, name)}/bin:${Deno.env.get("PATH")}`;
}

Deno.test("runs have the environment in which their grid was made: in another shell, by hand, until it is gone", async () => {
  using project = new Project({
    "g.yaml": "grid_axes: {x: [1]}\ngrid_settings: {command: gw-trainer train.py}\n",
    fail: "",
  });
  project.write("train.py", "");
  const [made, other] = [makeEnvironment(project, "env's"), makeEnvironment(project, "other")];
  const { dir } = project;
  // Only the environment of the grid has the program.
  Deno.removeSync(join(dir, "other/bin/gw-trainer"));
  const first = await project.run("train", ["g.yaml"], { PATH: made });
  assertEquals([first.code, first.stderr.includes("python is")], [1, false], first.stderr);
  const run = `${first.stdout.trim()}/${project.list(first.stdout.trim()).find((name) => name.startsWith("g-x"))}`;

  const now = `python is ${dir}/other/bin/python now, ${dir}/env's/bin/python when this grid was made`;
  const second = await project.run("train", ["g.yaml", "--retry-failed"], { PATH: other });
  assertStringIncludes(second.stderr, `${now}: its runs use that of the grid; the setting setup can activate another`);
  project.write("fail", "");
  const script = await project.startProgram(["sh", `${run}/train.2.sh`], { PATH: other }).ended;
  assertEquals(script.code, 1, script.stderr);
  Deno.removeSync(join(dir, "fail"));
  Deno.renameSync(join(dir, "env's"), join(dir, "gone"));
  Deno.symlinkSync("python", join(dir, "other/bin/gw-trainer"));
  const third = await project.run("train", [first.stdout.trim(), "--retry-failed"], { PATH: other, VIRTUAL_ENV: "" });
  assertEquals(third.code, 0, third.stderr);
  assertStringIncludes(third.stderr, `${now}, which does not exist any more: its runs use the one on PATH\n`);
  const [mine, last] = [`env's ${dir}/env's`, "other "];
  assertEquals(project.read(`${run}/pythons`), [mine, mine, mine, last, ""].join("\n"));
});
