import { assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import { Project } from "../project.ts";

Deno.test("grid:analyze has the durations of trainings and tests, as the journal has them", async () => {
  using project = new Project();
  project.write("own.json", '{"training": {"duration_s": 99}}');
  project.write("test.json", '{"testing": {"accuracy": 0.5}}');
  project.write(
    "g.yaml",
    `
grid_axes: {x: [good, bad, lost, own]}
grid_settings:
  command: test {x} != own || cp own.json {dir}/metrics.json; test {x} != bad
  test_command: cp test.json {test_dir}/metrics.json
  checkpoint: "*.yaml"
`,
  );
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const tested = await project.run("test", [grid, "--repeat", "2", "--only", "x=good"]);
  assertEquals(tested.code, 0, tested.stderr);
  // Starts at second 1. Trainings end at second 3.5, tests at 2 and 4.
  let tests = 0;
  const journal = project.read(`${grid}/journal.ndjson`).trimEnd().split("\n").map((line) => {
    const record = JSON.parse(line);
    if (record.type === "start") return { ...record, time: 1_000 };
    if (record.type !== "end") return record;
    return { ...record, time: record.stage === "train" ? 3_500 : 2_000 * ++tests };
  });
  const { experiments } = await project.status(grid);
  const { id } = experiments.find(({ params }: { params: { x: string } }) => params.x === "lost");
  const lost = journal.map((record) =>
    record.id === id && record.type === "end" ? { ...record, state: "lost", exit: null, signal: null } : record
  );
  project.write(`${grid}/journal.ndjson`, `${lost.map((record) => JSON.stringify(record)).join("\n")}\n`);

  const { stdout, stderr } = await project.run("analyze", [grid]);
  const [analysis, summary] = stdout.trim().split("\n").map((path) =>
    parse(project.read(path), { skipFirstRow: true }) as Record<string, string>[]
  );
  assertEquals(
    analysis!.map((row) => [row.param_x, row.training_state, row.training_duration_s, row.test_duration_s]),
    [
      ["good", "succeeded", "2.5", "1"],
      ["good", " ", " ", "3"],
      ["bad", "failed", "2.5", " "],
      ["lost", "lost", " ", " "],
      ["own", "succeeded", "99", " "],
    ],
    stderr,
  );
  assertEquals(
    summary!.map((row) => [row.param_x, row.training_duration_s_mean, row.test_duration_s_mean]),
    [["good", "2.5", "2"], ["bad", "", ""], ["lost", "", ""], ["own", "99", ""]],
  );
  const printed = await project.run("report", [
    grid,
    "--print",
    "markdown",
    "--metric",
    "training_duration_s",
    "--quiet",
  ]);
  assertEquals(printed.stdout.split("\n").slice(2, 4).map((line) => line.split(" | ")[0]), ["| good", "| own"]);
  assertEquals(
    (await project.run("report", [grid, "--print", "latex", "--metric", "duration_s"])).code,
    2,
    "ambiguous",
  );
  const unmet = await project.run("analyze", [grid, "--quiet", "--require", "every training_duration_s < 60"]);
  assertEquals(unmet.code, 1);
});
