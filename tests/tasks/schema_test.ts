import { assertEquals, assertStringIncludes } from "@std/assert";
import { gridSchema } from "../../lib/grid/grid_schema.ts";
import { Project } from "../project.ts";

Deno.test("grid:schema prints the JSON Schema of grid files, and takes no arguments", async () => {
  using project = new Project();
  const { code, stdout, stderr } = await project.run("schema", []);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(JSON.parse(stdout), JSON.parse(JSON.stringify(gridSchema())));
  const refused = await project.run("schema", ["grid.yaml"]);
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, "error: too many arguments");
});
