import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { listCode } from "../../../../io/grid/snapshot/list_code.ts";
import { hashCode, hashOf, readManifest, takeSnapshot } from "../../../../io/grid/snapshot/snapshot.ts";
import { UsageError } from "../../../../lib/messages/problem.ts";
import { canRun } from "../../../can_run.ts";
import { Project } from "../../../project.ts";

const ignore = !canRun(["git", "--version"]);

function git(dir: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command("git", { args: ["-c", "init.defaultBranch=main", ...args], cwd: dir })
    .outputSync();
  assert(success, new TextDecoder().decode(stderr));
}

function list(project: Project, dir: string, link: readonly string[] = [], expdir = `${dir}/experiments`) {
  return listCode({ cwd: join(project.dir, dir), expdir: join(project.dir, expdir), link });
}

/** The paths of a listing, sorted. */
function pathsOf({ files }: ReturnType<typeof listCode>): string[] {
  return files.map(({ path }) => path).sort();
}

Deno.test({
  name: "git's files are copied with their bits and links, untracked ones too, and what it ignores is linked",
  ignore,
  fn() {
    using project = new Project({
      "r/.gitignore": "data/\n*.so\n__pycache__\n",
      "r/sub/train.py": "train",
      "r/sub/gone.py": "gone",
      "r/sub/a\nb é.py": "odd",
      "r/data/big": "data",
      "r/fast.so": "built",
      "r/sub/__pycache__/x.pyc": "bytecode",
      "outside": "outside",
    });
    const dir = join(project.dir, "r");
    Deno.chmodSync(join(dir, "sub/train.py"), 0o755);
    Deno.symlinkSync("train.py", join(dir, "sub/inside"));
    Deno.symlinkSync("../../outside", join(dir, "sub/out"));
    Deno.symlinkSync("missing", join(dir, "sub/broken"));
    git(dir, "init", "-q");
    git(dir, "add", "-A");
    Deno.removeSync(join(dir, "sub/gone.py"));
    project.write("r/sub/untracked.py", "new");
    project.write("r/sub/experiments/g_1/plan.ndjson", "{}");
    project.write("r/old/g_0/plan.ndjson", "{}");
    project.write("r/old/g_0/model.pt", "weights");
    const listed = list(project, "r/sub");
    assertEquals([listed.base, listed.cwd, listed.source], [dir, "sub", "git"]);
    assertEquals(pathsOf(listed), [
      ".gitignore",
      "sub/a\nb é.py",
      "sub/broken",
      "sub/inside",
      "sub/out",
      "sub/train.py",
      "sub/untracked.py",
    ]);
    assertEquals(listed.linked, ["data", "fast.so", "old/g_0", "sub/experiments"]);

    const { dir: copy, number, hash } = takeSnapshot(join(project.dir, "grid"), listed);
    assertEquals(number, 1);
    assertEquals(Deno.readTextFileSync(join(copy, "sub/a\nb é.py")), "odd");
    assertEquals(Deno.statSync(join(copy, "sub/train.py")).mode! & 0o777, 0o755);
    assertEquals(Deno.readLinkSync(join(copy, "sub/inside")), "train.py");
    assertEquals(Deno.readTextFileSync(join(copy, "sub/out")), "outside");
    assertEquals(Deno.readLinkSync(join(copy, "sub/broken")), "missing");
    assertEquals(Deno.readLinkSync(join(copy, "data")), join(dir, "data"));
    assertEquals(readManifest(join(project.dir, "grid"), 1)?.hash, hash);

    assertEquals(hashOf(hashCode(listed)), hash, "the code has not changed");
    Deno.chmodSync(join(dir, "sub/train.py"), 0o644);
    assert(hashOf(hashCode(listed)) !== hash, "a bit counts");
    project.write("r/sub/train.py", "other");
    assertEquals(Deno.readTextFileSync(join(copy, "sub/train.py")), "train", "the copy is not the original");
  },
});

Deno.test({
  name: "repositories inside of a repository are code as well, and what they ignore is not",
  ignore,
  fn() {
    using project = new Project({ "r/train.py": "", "r/lib/.gitignore": "out\n", "r/lib/a.py": "", "r/lib/out/x": "" });
    git(join(project.dir, "r/lib"), "init", "-q");
    git(join(project.dir, "r"), "init", "-q");
    const listed = list(project, "r");
    assertEquals(pathsOf(listed), ["lib/.gitignore", "lib/a.py", "train.py"]);
    assertEquals(listed.linked, ["lib/out"]);
  },
});

Deno.test("without git everything is code but hidden directories, environments and grids, and what is to be linked", () => {
  using project = new Project({
    "p/train.py": "",
    "p/conf/a.yaml": "",
    "p/data/x": "",
    "p/.cache/x": "",
    "p/venv/pyvenv.cfg": "",
    "p/experiments/g_1/plan.ndjson": "",
    "p/__pycache__/a.pyc": "",
  });
  const listed = list(project, "p", ["data"]);
  assertEquals([listed.source, pathsOf(listed)], ["directory", ["conf/a.yaml", "train.py"]]);
  assertEquals(listed.linked, [".cache", "data", "experiments", "venv"]);
  assertThrows(() => list(project, "p", ["dta"]), UsageError, '"link": dta does not exist');
  assertThrows(() => list(project, "p", ["../x"]), UsageError, '"link": ../x is not inside of');
});

Deno.test({
  name: "a directory that a repository around it ignores is code without git",
  ignore,
  fn() {
    using project = new Project({ "home/.gitignore": "*\n", "home/p/train.py": "" });
    git(join(project.dir, "home"), "init", "-q");
    const listed = list(project, "home/p");
    assertEquals([listed.source, listed.base, pathsOf(listed)], ["directory", join(project.dir, "home/p"), [
      "train.py",
    ]]);
  },
});

Deno.test("a snapshot that cannot be taken leaves nothing behind, and the next one has the next number", () => {
  using project = new Project({ "p/a.py": "1", "p/b.py": "2" });
  const [listed, grid] = [list(project, "p"), join(project.dir, "grid")];
  assertEquals(takeSnapshot(grid, listed).number, 1);
  Deno.removeSync(join(project.dir, "p/b.py"));
  Deno.mkdirSync(join(project.dir, "p/b.py"));
  assertThrows(() => takeSnapshot(grid, listed), Error, "cannot copy");
  assertEquals([...Deno.readDirSync(join(grid, "code"))].map(({ name }) => name).sort(), ["1", "1.json"]);
  assertEquals(takeSnapshot(grid, list(project, "p")).number, 2);
});
