import { assertEquals, assertStringIncludes } from "@std/assert";
import { Project } from "../project.ts";

const GRID = `grid_axes: {training.lr: [0.3, 0.1], model.width: [32, 64]}
grid_settings:
  experiment_repetitions: 2
  max_concurrent_runs: 1
  command: "echo {training.lr} {model.width} {seed} >> {grid_dir}/trained; mkdir {dir}/models; touch {dir}/models/model_best.pt"
  test_command: "echo {training.lr} {model.width} >> {grid_dir}/tested"
`;

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly dir: string;
  readonly train: { readonly state: string };
  readonly test: { readonly state: string };
}

Deno.test("every command that runs experiments takes the same selectors", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const list = async (): Promise<Listed[]> => (await project.status(grid)).experiments;
  const [a, b, c, d] = await list() as [Listed, Listed, Listed, Listed];
  const done = async (stage: "train" | "test") =>
    (await list()).flatMap((experiment, index) => experiment[stage].state === "succeeded" ? [index] : []);

  const run = async (task: string, ...only: string[]) => {
    const { code, stderr } = await project.run(task, [grid, ...only.flatMap((selector) => ["--only", selector])]);
    assertEquals(code, 0, stderr);
  };
  await run("train", a.id, `${b.name} r0`);
  assertEquals(await done("train"), [0, 1]);
  await run("schedule_cpu", `${grid}/${c.dir}/`, "width=[32, 64]", "repetition=0");
  assertEquals(await done("train"), [0, 1, 2]);
  await run("test", "lr=0.3", "lr=0.1", a.id.slice(0, 5), c.dir);
  assertEquals(await done("test"), [0, 2]);
  await run("run", `${d.name} r0 ${d.id}`, "state=[pending, failed]");
  assertEquals([await done("train"), await done("test")], [[0, 1, 2, 3], [0, 2, 3]]);
});

Deno.test("a selector with an unknown key starts nothing and says what was meant, in every command", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const grid = (await project.run("train", ["g.yaml", "--only", "repetition=0"])).stdout.trim();
  const tasks = [
    ...[["train", grid], ["train", "g.yaml"], ["train", grid, "--dry-run"], ["train", "g.yaml", "--resume"]],
    ...[["run", grid], ["run", "g.yaml", "--dry-run"], ["schedule_cpu", grid], ["test", grid]],
  ] as [string, ...string[]][];
  for (const [task, ...args] of tasks) {
    const { code, stdout, stderr } = await project.run(task, [...args, "--only", "widht=32"]);
    assertEquals(code, 2, `${task} ${args}`);
    assertEquals(stderr.trim().split("\n").at(-1), '--only: unknown key "widht", did you mean "width"?');
    assertEquals(stdout.includes("g-lr"), false);
  }
  assertEquals(project.grids().length, 1, "no grid directory has been made");
  assertEquals(project.read(`${grid}/trained`).trim().split("\n").length, 4);
});

Deno.test("--dry-run shows the states of a grid directory to --only", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const grid = (await project.run("train", ["g.yaml", "--only", "lr=0.1", "--only", "repetition=1"])).stdout.trim();
  const shown = async (task: string, selector: string) =>
    (await project.run(task, [grid, "--dry-run", "--only", selector])).stdout.trim().split("\n").length - 1;
  assertEquals(await shown("train", "state=succeeded"), 2);
  assertEquals(await shown("train", "state=pending"), 6);
  assertEquals(await shown("run", "state=pending"), 8, "what is trained is still to be tested");
  const { code, stderr } = await project.run("train", [grid, "--dry-run", "--only", "state=failed"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "state=failed matches none of the 8 experiments: 6 pending, 2 succeeded");
});
