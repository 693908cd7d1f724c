import { assertEquals, assertThrows } from "@std/assert";
import { dirname, join } from "@std/path";
import { findGrid, findTargets, newestGridDir } from "../../../io/grid/find_grid.ts";
import { recordProvenance } from "../../../io/grid/provenance.ts";
import { InputError, UsageError } from "../../../lib/messages/problem.ts";
import { gridPaths } from "../../../lib/store/layout.ts";
import { encodeProvenance } from "../../../lib/store/provenance_format.ts";

function withExpdir(name: string, test: (expdir: string, gridFile: string) => void): void {
  Deno.test(name, () => {
    const root = Deno.realPathSync(Deno.makeTempDirSync());
    try {
      Deno.writeTextFileSync(join(root, "g.yaml"), "");
      Deno.mkdirSync(join(root, "e"));
      test(join(root, "e"), join(root, "g.yaml"));
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  });
}

function addGrid(path: string, gridFile: string, created: Date, savetag?: string, cwd = path): void {
  Deno.mkdirSync(path, { recursive: true });
  Deno.writeTextFileSync(gridPaths(path).plan, "");
  const overrides = { set: [], axis: [], setting: [] };
  const provenance = recordProvenance({ gridFile, cwd, savetag, overrides, now: created });
  Deno.writeTextFileSync(gridPaths(path).provenance, encodeProvenance(provenance));
}

withExpdir(
  "a grid file selects the newest directory created from it, with the given tag if any",
  (expdir, file) => {
    addGrid(join(expdir, "a"), file, new Date(2_000), "tag");
    addGrid(join(expdir, "b"), file, new Date(3_000));
    addGrid(join(expdir, "c"), `${file}.other`, new Date(4_000));
    addGrid(join(expdir, ".hidden"), file, new Date(5_000));
    assertEquals(newestGridDir(expdir, file), join(expdir, "b"));
    assertEquals(newestGridDir(expdir, file, "tag"), join(expdir, "a"));
    assertEquals(newestGridDir(expdir, file, "other"), undefined);
    assertEquals(findGrid(file, expdir), join(expdir, "b"));
    assertEquals(findGrid(undefined, expdir), join(expdir, "c"));
    assertEquals(findGrid(undefined, join(expdir, "a")), join(expdir, "a"), "--expdir may be a grid directory");
    assertEquals(findTargets([file], expdir), [{ source: file, root: join(expdir, "b") }]);
    assertEquals(findTargets([], expdir).map(({ root }) => root), [join(expdir, "c")]);
  },
);

withExpdir(
  "openTree is called with the absolute path of a tree, and only if there is no grid",
  (expdir) => {
    const opened: string[] = [];
    const open = (tree: string) => {
      opened.push(tree);
      return join(tree, ".made");
    };
    assertEquals(findGrid(expdir, "unused", open), join(expdir, ".made"));
    assertEquals(findGrid(undefined, expdir, open), join(expdir, ".made"));
    assertEquals(opened, [expdir, expdir]);
    addGrid(join(expdir, ".grid_tests"), "g.yaml", new Date());
    assertEquals(findGrid(expdir, "unused"), join(expdir, ".grid_tests"), "the grid directory of earlier tests");
    addGrid(join(expdir, "a"), "g.yaml", new Date());
    assertEquals(findGrid(undefined, expdir, open), join(expdir, "a"));
    assertEquals(opened.length, 2);
  },
);

withExpdir("errors name paths as typed by the user", (expdir, file) => {
  assertThrows(() => findGrid(undefined, expdir), UsageError, `no grid found in ${expdir}`);
  assertThrows(() => findGrid("gone", expdir), UsageError, "gone does not exist");
  assertThrows(() => findGrid(expdir, expdir), UsageError, "is not a grid directory");
  assertThrows(() => findGrid(file, expdir), UsageError, `no grid in ${expdir} was created from ${file}`);
  assertThrows(() => findTargets(["gone", ""], expdir), InputError, 'gone: file or directory not found\n""');
});

withExpdir("a directory that cannot be looked into hides no grid beside it", (expdir, file) => {
  addGrid(join(expdir, "a"), file, new Date(2_000));
  Deno.mkdirSync(join(expdir, "b"));
  // Root may look into any directory.
  const stat = Deno.statSync;
  Deno.statSync = (path) => {
    if (String(path).startsWith(`${join(expdir, "b")}/`)) throw new Deno.errors.PermissionDenied("refused");
    return stat(path);
  };
  try {
    assertEquals(newestGridDir(expdir, file), join(expdir, "a"));
    assertEquals(findGrid(undefined, expdir), join(expdir, "a"));
  } finally {
    Deno.statSync = stat;
  }
});

withExpdir(
  "a grid directory is found by a grid file that was moved or copied together with it, even if it changed",
  (expdir, file) => {
    const root = dirname(expdir);
    addGrid(join(expdir, "a"), "/old/project/g.yaml", new Date(2_000), undefined, "/old/project");
    addGrid(join(expdir, "b"), "/old/project/h.yaml", new Date(3_000), undefined, "/old/project");
    assertEquals(newestGridDir(expdir, file), join(expdir, "a"));
    assertEquals(newestGridDir(expdir, join(root, "h.yaml")), join(expdir, "b"));
    addGrid(join(expdir, "c"), "/old/project/grids/g.yaml", new Date(4_000), undefined, "/old/project");
    assertEquals(newestGridDir(expdir, file), join(expdir, "a"), "the place in the project is another one");
    assertEquals(newestGridDir(expdir, join(root, "grids/g.yaml")), join(expdir, "c"));
  },
);

withExpdir(
  "a grid directory is found by its grid file in another place if the content is the same, and the recorded file is gone",
  (expdir, file) => {
    addGrid(join(expdir, "a"), join(expdir, "there/g.yaml"), new Date(2_000), undefined, "/project");
    Deno.writeTextFileSync(gridPaths(join(expdir, "a")).grid, "x: 1\n");
    assertEquals(newestGridDir(expdir, file), undefined);
    Deno.writeTextFileSync(file, "x: 1\n");
    assertEquals(newestGridDir(expdir, file), join(expdir, "a"));
    // The original is still there: to be read, but not to be resumed with the files of this project.
    Deno.mkdirSync(join(expdir, "there"));
    Deno.writeTextFileSync(join(expdir, "there/g.yaml"), "x: 1\n");
    assertEquals(newestGridDir(expdir, file), undefined);
    assertEquals(findGrid(file, expdir), join(expdir, "a"));
    assertEquals(findTargets([file], expdir), [{ source: file, root: join(expdir, "a") }]);
    const message = `${join(expdir, "a")} was created from a copy of it: pass that directory if you mean it`;
    assertThrows(() => findGrid(file, expdir, undefined, false), UsageError, message);
  },
);
