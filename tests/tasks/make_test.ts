import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Project } from "../project.ts";

Deno.test("five simultaneous --resume of a new grid make one directory, and each run is run once", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'echo {x} >>runs'}\n");
  const ended = await Promise.all(Array.from({ length: 5 }, () => project.run("train", ["g.yaml", "--resume"])));
  const codes = ended.map(({ code }) => code);
  assert(codes.includes(0) && codes.every((code) => code === 0 || code === 3), ended.map((e) => e.stderr).join("\n"));
  assertEquals(project.list("experiments").length, 1);
  assertEquals(project.read("runs").trim().split("\n").sort(), ["1", "2"]);
});

Deno.test("an expansion that is killed leaves no directory without a plan", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: {range: [1, 200, 1]}, y: {range: [1, 100, 1]}}\ngrid_settings: {command: 'true {x} {y}'}\n",
  );
  const names = () => project.exists("experiments") ? project.list("experiments") : [];
  const started = project.start("expand", ["g.yaml"]);
  // Without a pause: the directory is unfinished for some tens of milliseconds.
  const end = Date.now() + 20_000;
  while (names().length === 0 && Date.now() < end) await Promise.resolve();
  started.kill("SIGTERM");
  await started.ended;
  for (const name of names().filter((name) => !name.startsWith("."))) {
    assert(project.exists(join("experiments", name, "plan.ndjson")), `${name} has no plan`);
  }
  const { code, stderr } = await project.run("expand", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertEquals(names().filter((name) => name.startsWith(".")), []);
});
