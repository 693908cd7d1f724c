import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { divideTree, findExperiments } from "../../../io/mi_prometheus/find_experiments.ts";

const notes = { unreadable() {}, hidden() {}, leftOut() {}, conflict() {} };

function inTree(files: readonly string[], test: (root: string) => void): void {
  const root = Deno.makeTempDirSync();
  try {
    for (const file of files) {
      Deno.mkdirSync(join(root, file, ".."), { recursive: true });
      Deno.writeTextFileSync(join(root, file), "");
    }
    test(root);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const experiment = (path: string) => [`${path}/training_configuration.yaml`, `${path}/models/model_best.pt`];
const FILES = [
  ...["P/M/1", "P/M/2", "P/N/1", "A/B/C/D/1"].flatMap(experiment),
  ...["P/M/1/again/2"].flatMap(experiment),
  ...["grid/plan.ndjson", "grid/x/y/z", "P/.hidden/1/training_configuration.yaml", "P/notes.txt"],
];

Deno.test("divideTree() descends until it has enough parts, but not into experiments and grids", () => {
  inTree(FILES, (root) => {
    assertEquals(divideTree(root, 1, notes), [""]);
    assertEquals(divideTree(root, 2, notes), ["A", "P", "grid"]);
    assertEquals(divideTree(root, 4, notes), ["A/B", "P/M", "P/N", "grid"]);
    assertEquals(divideTree(root, 100, notes), ["A/B/C/D/1", "P/M/1", "P/M/2", "P/N/1", "grid"]);
  });
});

Deno.test("divideTree() covers everything in order, for any number of parts", () => {
  inTree(FILES, (root) => {
    const whole = findExperiments(root, "", notes);
    assertEquals(whole.experiments.map(({ path }) => path), [
      ...["A/B/C/D/1", "P/M/1", "P/M/1/again/2", "P/M/2", "P/N/1"],
    ]);
    for (let least = 1; least < 10; least++) {
      const parts = divideTree(root, least, notes).map((path) => findExperiments(root, path, notes));
      assertEquals(parts.flatMap(({ experiments }) => experiments), whole.experiments);
      assertEquals(parts.flatMap(({ grids }) => grids), whole.grids);
    }
  });
});
