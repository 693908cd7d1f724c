import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { makeTreeGrid, readTree } from "../../../io/mi_prometheus/tree_grid.ts";
import { Project } from "../../project.ts";

const FIXTURE = fromFileUrl(
  new URL("../../fixtures/results/mi-prometheus/ReverseRecallCommandLines/NTM/20261124_053333", import.meta.url),
);

/** A script that opens a tree again and again, each time without a plan. */
const OPEN = `
import { makeTreeGrid, readTree } from ${
  JSON.stringify(new URL("../../../io/mi_prometheus/tree_grid.ts", import.meta.url).href)
};
for (let n = 0; n < 50; n++) {
  try {
    Deno.removeSync(Deno.args[0] + "/.grid_tests/plan.ndjson");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  makeTreeGrid(Deno.args[0], readTree(Deno.args[0]).models);
}
`;

Deno.test("a tree can be opened by several processes at the same time", async () => {
  using project = new Project();
  const tree = join(project.dir, "tree");
  project.write("tree/NTM/keep", "");
  await new Deno.Command("cp", { args: ["-r", FIXTURE, join(tree, "NTM", "20261124_053333")] }).output();
  const script = project.write("open.ts", OPEN);
  const config = fromFileUrl(new URL("../../../deno.json", import.meta.url));
  const ended = await Promise.all(Array.from({ length: 4 }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--allow-all", `--config=${config}`, script, tree],
    }).output()));
  assertEquals(ended.map(({ code }) => code), [0, 0, 0, 0], new TextDecoder().decode(ended[0]!.stderr));
  const root = makeTreeGrid(tree, readTree(tree).models!);
  assertEquals([...Deno.readDirSync(root)].map(({ name }) => name), ["plan.ndjson"]);
});
