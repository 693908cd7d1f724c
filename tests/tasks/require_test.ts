import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Project, until } from "../project.ts";

const TRAINER = `echo "{\\"validation\\": {\\"loss\\": $2}}" > "$1/metrics.json"; test "$2" != "$BAD"`;

const GRID = `grid_axes: { lr: [1, 2, 3] }
grid_settings:
  command: sh train.sh {dir} {lr}
  metric: loss
`;

const FILES = { "train.sh": TRAINER, "g.yaml": GRID };

function requirements(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => ["--require", text]);
}

Deno.test("grid:run --require checks the best configuration and the numbers of experiments, and says both", async () => {
  using project = new Project(FILES);
  const met = await project.run("run", ["g.yaml", ...requirements("loss <= 1", "failed == 0", "n == 3")]);
  assertEquals(met.code, 0, met.stderr);
  for (
    const line of [
      "met: loss <= 1: g-lr=1 has 1 (best by validation_loss)",
      "met: failed == 0: experiments failed: 0 of 3",
      "met: n == 3: experiments trained: 3 of 3",
    ]
  ) assertStringIncludes(met.stderr, `${line}\n`);

  const unmet = await project.run("run", ["g.yaml", ...requirements("loss < 1", "unfinished == 0", "acuracy > 0")]);
  assertEquals(unmet.code, 1, unmet.stderr);
  assertStringIncludes(unmet.stderr, "not met: loss < 1: g-lr=1 has 1 (best by validation_loss)\n");
  assertStringIncludes(
    unmet.stderr,
    'not met: acuracy > 0: unknown result "acuracy", expected one of ',
  );
  assertStringIncludes(unmet.stderr, "met: unfinished == 0: experiments not finished: 0 of 3\n");
  assert(unmet.stdout.includes("_grid_report.html\n"), "the report is written all the same");

  const failed = await project.run("run", ["g.yaml", "--detach", ...requirements("failed == 0")], { BAD: "2" });
  assertEquals(failed.code, 0, failed.stderr);
  const grid = failed.stdout.trim();
  await until(
    "the requirement is checked",
    () => project.read(`${grid}/scheduler.log`).includes("not met: failed == 0: experiments failed: 1 of 3\n"),
  );
});

Deno.test("grid:run --require refuses invalid requirements before anything starts, all at once", async () => {
  using project = new Project(FILES);
  const { code, stderr } = await project.run("run", [
    "g.yaml",
    ...requirements("loss = 1", "faild == 0", "loss < low"),
  ]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'error: --require "loss = 1": unknown operator "="');
  assertStringIncludes(stderr, 'error: --require "loss < low": expected a number, got "low"');
  assertEquals(project.grids(), []);
  const doubtful = await project.run("run", ["g.yaml", "--dry-run", ...requirements("faild == 0")]);
  assertEquals(doubtful.code, 0);
  assertStringIncludes(
    doubtful.stderr,
    '--require "faild == 0": warning: "faild" is taken as the name of a result, did you mean "failed"?\n',
  );
});
