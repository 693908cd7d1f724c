import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { findCheckpoint } from "../../../io/results/find_checkpoint.ts";

Deno.test("a dangling link is not a checkpoint and hides none", () => {
  const dir = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(join(dir, "a/models"), { recursive: true });
    // The order of directory entries is arbitrary: one of these comes first.
    for (const name of ["a/models/model_best.1", "a/models/model_best.3"]) Deno.symlinkSync("nowhere", join(dir, name));
    Deno.writeTextFileSync(join(dir, "a/models/model_best.2"), "");
    assertEquals(findCheckpoint(dir, "models/model_best.*"), join(dir, "a/models/model_best.2"));
    Deno.removeSync(join(dir, "a/models/model_best.2"));
    assertEquals(findCheckpoint(dir, "models/model_best.*"), undefined);
    assertEquals(findCheckpoint(join(dir, "gone"), "models/model_best.*"), undefined);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

Deno.test("a newer file that is still being written is not a checkpoint", () => {
  const dir = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(join(dir, "models"));
    for (const [name, time] of [["model_best.pt", 1], ["model_best.pt.tmp", 2]] as const) {
      Deno.writeTextFileSync(join(dir, "models", name), "");
      Deno.utimeSync(join(dir, "models", name), time, time);
    }
    assertEquals(findCheckpoint(dir, "models/model_best.*"), join(dir, "models/model_best.pt"));
    Deno.removeSync(join(dir, "models/model_best.pt"));
    assertEquals(findCheckpoint(dir, "models/model_best.*"), undefined);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

Deno.test("findCheckpoint() follows links to models and trainings, but not to data, and not in circles", () => {
  const root = Deno.makeTempDirSync();
  try {
    const write = (path: string) => {
      Deno.mkdirSync(dirname(join(root, path)), { recursive: true });
      Deno.writeTextFileSync(join(root, path), "");
      return join(root, path);
    };
    const find = (dir: string) => findCheckpoint(join(root, dir), "models/model_best.*")?.slice(root.length + 1);
    write("scratch/models/model_best.pt");
    write("scratch/training_configuration.yaml");
    for (const dir of ["a", "b", "c"]) Deno.mkdirSync(join(root, dir));
    Deno.symlinkSync(join(root, "scratch/models"), join(root, "a/models"));
    Deno.symlinkSync(join(root, "scratch"), join(root, "b/20261124_053333"));
    Deno.symlinkSync(join(root, "b"), join(root, "scratch/again"));
    Deno.symlinkSync(root, join(root, "c/data"));
    assertEquals([find("a"), find("b"), find("c")], [
      ...["a/models/model_best.pt", "b/20261124_053333/models/model_best.pt", undefined],
    ]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});
