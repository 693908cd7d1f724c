/** Trainers that know nothing of this program: what they write becomes tables, curves and verdicts. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { dirname } from "@std/path";
import { Project } from "../project.ts";
import { reportIn } from "../report_file.ts";

/** The rows of the newest summary. */
function summaryOf(project: Project, grid: string): Record<string, string>[] {
  return parse(project.read(`${grid}/latest_grid_summary.csv`), { skipFirstRow: true }) as Record<string, string>[];
}

// Prints and writes nothing but lines, as a script does that nobody wrote for this program.
const PRINTING = `for epoch in 1 2 3; do
  echo "some text, loss of nothing"
  echo "epoch $epoch loss 0.$((9 - epoch * $1))1 acc $((80 + epoch * $1)).5"
done
`;

Deno.test("what a trainer prints is ranked, drawn and shown with three lines in the grid file", async () => {
  using project = new Project({
    "train.sh": PRINTING,
    "g.yaml": `grid_axes: {x: [1, 2]}
grid_settings:
  command: sh train.sh {x}
  results:
    - log: 'epoch (?<epoch>\\d+) loss (?<loss>[\\d.]+) acc (?<validation_accuracy>[\\d.]+)'
  metric: validation_accuracy
`,
  });
  const { code, stdout, stderr } = await project.run("run", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const [grid] = project.grids();
  const rows = summaryOf(project, `experiments/${grid}`);
  assertEquals(
    rows.map(({ param_x, validation_accuracy_mean, training_loss_mean }) => [
      param_x,
      validation_accuracy_mean,
      training_loss_mean,
    ]),
    [["1", "83.5", "0.61"], ["2", "86.5", "0.31"]],
  );
  assertMatch(stderr, /2 configurations by validation_accuracy, highest first:\n.*\ng-x=2 /);
  const report = reportIn(project.read(stdout.trim().split("\n").at(-1)!));
  assertEquals(report.curves?.columns.map(({ name, x }) => [name, x]), [
    ["training_loss", "epoch"],
    ["validation_accuracy", "epoch"],
  ]);
  const shown = await project.run("show", [`experiments/${grid}`, "x=2", "--json"]);
  assertEquals(JSON.parse(shown.stdout).runs[0].results, { training_loss: 0.31, validation_accuracy: 86.5 });
});

Deno.test("results of the best step: all others are those of the same step", async () => {
  using project = new Project({
    // The metric is best at epoch 2.
    "train.sh": `for line in '1,0.9,0.5' '2,0.8,0.9' '3,0.7,0.6'; do echo "$line"; done | {
  echo epoch,train_loss,val_acc; cat
} >"$1/results.csv"
`,
    "g.yaml": `grid_axes: {x: [1]}
grid_settings: {command: 'sh train.sh {dir} {x}', metric: {name: validation_acc, goal: maximize, at: best}}
`,
  });
  // A name without its section, as it may be given to every command.
  project.write("short.yaml", project.read("g.yaml").replace("validation_acc", "acc"));
  for (const file of ["g.yaml", "short.yaml"]) {
    const { code, stdout, stderr } = await project.run("run", [file, "--expdir", `of ${file}`]);
    assertEquals(code, 0, stderr);
    const [row] = summaryOf(project, dirname(stdout.trim().split("\n").at(-1)!));
    assertEquals([row!.validation_acc_mean, row!.training_loss_mean], ["0.9", "0.8"], file);
  }
});

// Lines of JSON that come one by one; hopeless runs would go on for minutes.
const GROWING = `step=0
while [ $step -lt 9 ]; do
  step=$((step + 1))
  echo "{\\"epoch\\": $step, \\"train_loss\\": 0.$step, \\"test_acc1\\": 1, \\"val_acc\\": $1.$step}" >>"$2/log.txt"
  sleep $3
done
`;

Deno.test("runs whose metric is in a file of their trainer's own format are stopped early", async () => {
  using project = new Project({
    "train.sh": GROWING,
    "g.yaml": `grid_axes: {x: [9, 8, 1]}
grid_settings:
  command: 'sh train.sh {x} {dir} $([ {x} = 1 ] && echo 5 || echo 0.05)'
  metric: validation_acc
  max_concurrent_runs: 1
  order: plan
  early_stopping: {first: 1, eta: 2}
`,
  });
  const { code, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const { experiments } = await project.status(`experiments/${project.grids()[0]}`);
  assertEquals(
    // deno-lint-ignore no-explicit-any
    experiments.map(({ params, train }: any) => [params.x, train.state]),
    [[9, "succeeded"], [8, "stopped_early"], [1, "stopped_early"]],
  );
});

Deno.test("a metric that is counted by something else than the resource is told, and how to mend it", async () => {
  using project = new Project({
    "train.sh": `printf '{"iteration": 100, "val_acc": 0.5}\\n{"iteration": 200, "val_acc": 0.6}\\n' >"$2/log.txt"\n`,
    "g.yaml": `grid_axes: {x: [1]}
grid_settings: {command: 'sh train.sh {x} {dir}', metric: validation_acc, early_stopping: {first: 1, eta: 2}}
`,
  });
  const { stderr } = await project.run("train", ["g.yaml"]);
  assertStringIncludes(
    stderr,
    "its validation_acc is counted by iteration, and it wrote no epoch: set resource: iteration",
  );
});
