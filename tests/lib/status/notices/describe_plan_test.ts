import { assertEquals } from "@std/assert";
import { describeExperiments, renderTable } from "../../../../lib/status/notices/describe_start.ts";
import { expand } from "../../expand/expand_text.ts";

Deno.test("describeExperiments() returns names, values, configurations and commands in the order of the plan", () => {
  const plan = expand(`
grid_axes: {lr: [0.10, 0.01], act: ["re lu"]}
grid_overwrite: {layers: 3}
grid_settings: {command: [train, "{lr}", "{act}", "{layers}", "{seed}"], seed: [5, 6]}
`);
  const described = describeExperiments(plan);
  assertEquals(described.map(({ id, name, repetition }) => ({ id, name, repetition })), [
    ...plan.experiments.map(({ id, name, repetition }) => ({ id, name, repetition })),
  ]);
  assertEquals(described[0]!.params, { lr: 0.1, act: "re lu" });
  assertEquals(described[0]!.config, { layers: 3, lr: 0.1, act: "re lu" });
  const commands = described.map(({ command }) => command);
  assertEquals([...new Set(commands)], [
    ...["train 0.10 're lu' 3 5", "train 0.01 're lu' 3 5", "train 0.10 're lu' 3 6", "train 0.01 're lu' 3 6"],
  ]);
});

Deno.test("describeExperiments() shows {grid_dir} for the grid directory, which does not exist yet", () => {
  const plan = expand("grid_axes: {x: [1]}\ngrid_settings: {command: 'train {config} > {dir}/out {grid_dir}/log'}\n");
  const { id, command } = describeExperiments(plan)[0]!;
  const dir = `{grid_dir}/grid-x=1-r0-${id}`;
  assertEquals(command, `train ${dir}/training_configuration.yaml > ${dir}/out {grid_dir}/log`);
});

Deno.test("describeExperiments() shows the command and the CPUs of each task", () => {
  const plan = expand(`
grid_tasks:
  - {name: a, overwrite: {task: a}, settings: {command: "one {x} {cpus_per_run}"}}
  - {name: b, overwrite: {task: b}, settings: {command: "two {x} {cpus_per_run}", cpus_per_run: 3}}
grid_axes: {x: [1]}
`);
  assertEquals(describeExperiments(plan).map(({ command }) => command), ["one 1 1", "two 1 3"]);
});

Deno.test("renderTable() aligns columns without trailing spaces", () => {
  const experiment = { id: "1a2b3c4d", name: "a", repetition: 0, config: {}, command: "run" };
  const table = renderTable([
    { ...experiment, params: { x: 1, name: "long text" } },
    { ...experiment, name: "longer", repetition: 10, params: { x: [1, null] }, command: "" },
  ]);
  assertEquals(table, [
    "id        name        values              command",
    "1a2b3c4d  a r0        x=1 name=long text  run",
    "1a2b3c4d  longer r10  x=[1,null]",
  ]);
  assertEquals(renderTable([]), ["id  name  values  command"]);
});
