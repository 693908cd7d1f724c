/** What different commands count of one grid, with experiments in every state. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { GridStatus } from "../../lib/status/status.ts";
import { Project } from "../project.ts";

// Of both repetitions of each configuration. `skipped`: not started, as the first one was stopped early.
const TRAININGS = [
  ["succeeded", "succeeded"],
  ["failed", "timed_out"],
  ["interrupted", "lost"],
  ["stopped_early", "skipped"],
  ["pending", "pending"],
];
const TESTS = [["succeeded", "failed"]];

async function gridOfStates(project: Project): Promise<string> {
  project.write(
    "g.yaml",
    "grid_axes: {x: [0, 1, 2, 3, 4]}\n" +
      "grid_settings: {command: 'false', test_command: 'false', max_failures: none, experiment_repetitions: 2}\n",
  );
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const { experiments } = await project.status(grid) as GridStatus;
  const records = ([["train", TRAININGS], ["test", TESTS]] as const).flatMap(([stage, states]) =>
    experiments.flatMap(({ id, dir, params, repetition }) => {
      const state = states[Number(params.x)]?.[repetition] ?? "pending";
      if (state === "pending") return [];
      if (state === "skipped") return [{ type: "skip", time: 3, id, stage }];
      project.write(`${grid}/${dir}/metrics.json`, '{"loss": 1}');
      const launch = { id, stage, launch: 1, ...(stage === "test" && { test_dir: "test_20261126_010203" }) };
      if (stage === "test") project.write(`${grid}/${dir}/test_20261126_010203/metrics.json`, '{"loss": 1}');
      const [exit, signal] = state === "succeeded" ? [0, null] : state === "failed" ? [1, null] : [null, null];
      return [
        { type: "start", time: 1, ...launch, attempt: 1 },
        { type: "end", time: 2, ...launch, state, exit, signal, has_dir: true },
      ];
    })
  );
  const lines = [{ type: "journal", version: 1 }, ...records].map((record) => JSON.stringify(record));
  project.write(`${grid}/journal.ndjson`, `${lines.join("\n")}\n`);
  return grid;
}

const nonZero = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

Deno.test("all commands count the same, and a model whose training was stopped early has no test to come", async () => {
  using project = new Project();
  const grid = await gridOfStates(project);
  const status = await project.status(grid) as GridStatus;
  assertEquals(nonZero(status.counts.train), {
    ...{ succeeded: 2, failed: 1, timed_out: 1, interrupted: 1, lost: 1, stopped_early: 2, pending: 2 },
  });
  assertEquals(nonZero(status.counts.test), { succeeded: 1, failed: 1, stopped_early: 2, pending: 6 });
  const { stdout } = await project.run("list", ["--json"]);
  const [{ state, experiments, trained, stopped, tested, failed }] = JSON.parse(stdout).grids;
  assertEquals([state, experiments, trained, stopped, tested, failed], ["unfinished", 10, 2, 2, 1, 3]);
  const rows = (await project.run("list", [])).stdout.trim().split("\n").map((row) => row.split(/\s{2,}/));
  assertEquals(rows[0], ["grid", "state", "trained", "tested", "failed", "stopped", "created", "size"]);
  assertEquals(rows[1]!.slice(1, 6), ["unfinished", "2/10", "1/10", "3", "2"]);

  const analyzed = await project.run("analyze", [grid, "--output", "-", "--table", "summary", "--format", "json"]);
  assertEquals(analyzed.code, 0, analyzed.stderr);
  const summary: Record<string, string>[] = JSON.parse(analyzed.stdout);
  const sum = (column: string) => summary.reduce((total, row) => total + Number(row[column]), 0);
  // Failed and timed out; interrupted and lost: a configuration of which nothing has started has no row.
  assertEquals(["n", "failed", "stopped", "unfinished"].map(sum), [2, 2, 2, 2]);
  const required = ["n == 2", "failed == 2", "stopped == 2", "unfinished == 4"];
  const met = await project.run("analyze", [grid, "--output", "x", ...required.flatMap((text) => ["--require", text])]);
  assertEquals(met.code, 0, met.stderr);

  const github = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: `${project.dir}/summary.md` };
  const nothing = ["--only", "x=0", "--junit", "all.xml", "--quiet"];
  await project.run("train", [grid, ...nothing], github);
  const junit = project.read("all.xml");
  assertStringIncludes(junit, 'tests="10" failures="2" errors="0" skipped="6"');
  assertEquals([...junit.matchAll(/message="([^"]*first repetition[^"]*|stopped early)"/g)].length, 2, junit);
  assertStringIncludes(project.read("summary.md"), "| train | 2 | 2 | 0 | 2 | 4 |");
  const waited = await project.run("wait", [grid]);
  assertStringIncludes(
    waited.stderr,
    "2 pending, 2 succeeded, 2 stopped early, 1 failed, 1 timed out, 1 interrupted, 1 lost",
  );
});
