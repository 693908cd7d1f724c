import { assert, assertEquals } from "@std/assert";
import { buildReport } from "../../../../lib/report/build/build_report.ts";
import { encodeReport } from "../../../../lib/report/model.ts";
import { exampleGrid, exampleInput, exampleProvenance, NO_OVERRIDES } from "../example_input.ts";

Deno.test("a report names no host, user or absolute path, wherever it comes from", () => {
  const secret = "/home/alice/project/x.py alice node-17 /data/private/set";
  const launch = {
    time: 0,
    stage: "train" as const,
    hash: "a1b2c3d4",
    settings: { command: secret, seed: "7" },
    files: {},
  };
  const grid = exampleGrid({
    path: "/home/alice/project/experiments/grid_1",
    gridFile: `command: ${secret}`,
    fingerprints: new Map([["a1b2c3d4", launch]]),
    provenance: exampleProvenance({
      host: "node-17",
      user: "alice",
      grid_file: "/home/alice/project/grid.yaml",
      cwd: "/home/alice/project",
      command_line: ["/home/alice/project/grid.yaml", "--expdir", "/data/private/experiments"],
      overrides: { ...NO_OVERRIDES, set: [`path=${secret}`] },
      git: { commit: "f".repeat(40), dirty: true, diff: `+ open("${secret}")` },
    }),
  });
  const failure = { lines: [secret], outcome: { kind: "unstarted", reason: secret } as const };
  const input = exampleInput(
    [{ params: { data: "/home/alice/a", lr: "1" }, validation: { accuracy: "1" } }, {
      params: { data: "/home/alice/b", lr: "2" },
      state: "failed",
      failure,
    }],
    { grids: [grid], warnings: [secret], unranked: secret },
  );
  const { report } = buildReport(input, { parts: 100, withRuns: true });
  // The names of configurations are those of the tables: the example has a path in them, which real names cannot have.
  const json = encodeReport({ ...report, configurations: report.configurations.map((row) => ({ ...row, name: "" })) });
  for (const word of ["alice", "node-17", "/home", "/data"]) {
    assert(!json.includes(word), `${word} in ${json.slice(json.indexOf(word) - 80, json.indexOf(word) + 40)}`);
  }
  assertEquals(report.parameters!.axes[0]!.values.flat(), ["~/a", "1", "~/b", "2"]);
  const { commands, command, seed } = report.provenance[0]!;
  assertEquals([command, seed], ["grid.yaml --expdir …/experiments", "7"]);
  assertEquals(commands.map(({ command }) => command), [
    "deno task grid:train grid_1 --retry-failed",
    "deno task grid:status grid_1",
    "deno task grid:report grid_1",
    "sh grid_1/mlp-r0-1234abcd/train.1.sh",
  ]);
});

Deno.test("grids that only their paths tell apart get numbers", () => {
  const grids = ["/mnt/a/grid", "/mnt/b/grid"].map((root) => exampleGrid({ root, name: root }));
  const input = exampleInput([{ validation: { accuracy: "1" } }], { grids: [exampleGrid(), ...grids] });
  assertEquals(buildReport(input, { parts: 100, withRuns: true }).report.grids, ["grid_1", "grid", "grid (2)"]);
});

Deno.test("--no-diff leaves the uncommitted changes out, and says that there were some", () => {
  const provenance = exampleProvenance({ git: { commit: "c", dirty: true, diff: "+secret" } });
  const input = exampleInput([{ validation: { accuracy: "1" } }], {
    grids: [exampleGrid({ provenance })],
    withDiff: false,
  });
  const [grid] = buildReport(input, { parts: 100, withRuns: true }).report.provenance;
  assertEquals([grid!.diff, grid!.dirty], [undefined, true]);
});
