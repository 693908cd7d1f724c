import { assert, assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import { join } from "@std/path";
import { createFingerprintReader } from "../../../io/grid/fingerprint_reader.ts";
import { findSpec } from "../../../lib/plan/plan.ts";
import type { RecordedFingerprint } from "../../../lib/run/journal_record.ts";
import { expand } from "../../lib/expand/expand_text.ts";
import { Project } from "../../project.ts";

/** A project with the reader of its grid. */
function readerIn(project: Project, command: string, known = new Map<string, RecordedFingerprint>()) {
  const plan = { ...expand(`grid_axes: {x: [1]}\ngrid_settings: {command: '${command}'}\n`), cwd: project.dir };
  const reader = createFingerprintReader(plan, known);
  const spec = findSpec(plan.groups[0]!, "train", undefined);
  return {
    read: () => reader.read(spec),
    record(time: number) {
      const fingerprint = reader.read(spec);
      known.set(fingerprint.hash, { ...fingerprint, stage: "train", time });
    },
    known,
  };
}

Deno.test("a fingerprint has the contents of the files that the command names", () => {
  using project = new Project();
  const python = Deno.execPath();
  project.write("train.py", "1");
  project.write("sub/data.csv", "2");
  project.write("other.py", "3");
  Deno.mkdirSync(join(project.dir, "src"));
  const { read } = readerIn(project, `${python} train.py missing.py src sub/data.csv /usr/bin/env {x}`);
  const before = read();
  assertEquals(Object.keys(before.files).filter((path) => path !== python), ["train.py", "sub/data.csv"]);
  assertStrictEquals(read(), before);
  project.write("train.py", "4");
  const now = read();
  assertNotEquals(now.hash, before.hash);
  assertEquals(now.files["sub/data.csv"], before.files["sub/data.csv"]);
});

Deno.test("content decides: a file that is only touched leaves the fingerprint as it was", () => {
  using project = new Project();
  const path = project.write("train.py", "1");
  const { read } = readerIn(project, "python3 train.py {x}");
  const before = read();
  Deno.utimeSync(path, 1, 1);
  assertStrictEquals(read(), before);
  assertEquals(readerIn(project, "python3 train.py {x}").read(), before);
});

Deno.test("what is no regular file, cannot be read or is large is left out", () => {
  using project = new Project();
  project.write("large.bin", "");
  Deno.truncateSync(join(project.dir, "large.bin"), 17 * 2 ** 20);
  new Deno.Command("mkfifo", { args: [join(project.dir, "pipe.py")] }).outputSync();
  Deno.symlinkSync("loop.py", join(project.dir, "loop.py"));
  project.write("there.py", "");
  Deno.symlinkSync("there.py", join(project.dir, "link.py"));
  const { read } = readerIn(project, "sh large.bin pipe.py loop.py link.py /dev/null {x}");
  assertEquals(Object.keys(read().files), ["link.py"]);
});

Deno.test("data that change after the first launch are left out, so that runs may append to a common table", () => {
  using project = new Project();
  const table = project.write("results.csv", "1\n");
  const first = readerIn(project, "python3 train.py {x} --data data.csv --append results.csv --new new.csv");
  project.write("data.csv", "1");
  const start = first.read();
  first.record(Date.now() + 1);
  project.write("new.csv", "");
  const [later, latest] = [Date.now() + 2_000, Date.now() + 3_000].map((time, index) => {
    Deno.writeTextFileSync(table, `${index}\n`, { append: true });
    for (const path of [table, join(project.dir, "new.csv")]) Deno.utimeSync(path, time / 1_000, time / 1_000);
    const { read } = readerIn(
      project,
      "python3 train.py {x} --data data.csv --append results.csv --new new.csv",
      first.known,
    );
    return read();
  });
  assertEquals(Object.keys(start.files), ["data.csv", "results.csv"]);
  assertEquals(Object.keys(later!.files), ["data.csv"]);
  assertEquals(latest, later);
  // The contents of the first launch count whenever they were written.
  project.write("results.csv", "1\n");
  Deno.utimeSync(table, Date.now() / 1_000 + 9, Date.now() / 1_000 + 9);
  const { read } = readerIn(
    project,
    "python3 train.py {x} --data data.csv --append results.csv --new new.csv",
    first.known,
  );
  assertEquals(read(), start);
});

Deno.test("data count from the first launch of a command that names them", () => {
  using project = new Project();
  const first = readerIn(project, "python3 train.py {x}");
  first.record(1_000);
  project.write("data.csv", "1");
  const { read, record } = readerIn(project, "python3 train.py {x} --data data.csv", first.known);
  assertEquals(Object.keys(read().files), ["data.csv"]);
  record(2_000);
  // Of another size, as the time of the file may be the same.
  project.write("data.csv", "22");
  assertEquals(read().files, {});
});

Deno.test("a file in the home directory is found", () => {
  using project = new Project();
  const home = Deno.env.get("HOME");
  project.write("home/train.py", "1");
  Deno.env.set("HOME", join(project.dir, "home"));
  try {
    assertEquals(Object.keys(readerIn(project, "python3 ~/train.py {x}").read().files), ["~/train.py"]);
  } finally {
    if (home === undefined) Deno.env.delete("HOME");
    else Deno.env.set("HOME", home);
  }
});

Deno.test("a file that is removed changes the fingerprint", () => {
  using project = new Project();
  const path = project.write("train.py", "1");
  const { read } = readerIn(project, "python3 train.py {x}");
  const before = read();
  Deno.removeSync(path);
  assert(read().hash !== before.hash);
  assertEquals(read().files, {});
});

/** A script that imports modules beside it, in packages and from elsewhere. */
function writeModules(project: Project): void {
  project.write("src/train.py", "import torch, model\nfrom nets import conv\nimport json.decoder\n");
  project.write("src/model.py", "from helpers import x\nimport train\n");
  project.write("src/helpers.py", "");
  project.write("src/nets/__init__.py", "from .base import Base\n");
  project.write("src/nets/base.py", "from .. import above\n");
  project.write("src/nets/conv.py", "");
  project.write("src/above.py", "");
  project.write("src/unused.py", "");
  project.write("src/lib/site-packages/torch.py", "");
}

const MODULES = ["above.py", "helpers.py", "model.py", "nets/__init__.py", "nets/base.py", "nets/conv.py", "train.py"];

function filesOf({ files }: { readonly files: Readonly<Record<string, string>> }): string[] {
  return Object.keys(files).sort();
}

Deno.test("a fingerprint has the modules of the project that the script imports, also through others", () => {
  using project = new Project();
  writeModules(project);
  const { read } = readerIn(project, "python3 src/train.py {x}");
  const before = read();
  assertEquals(filesOf(before), MODULES.map((name) => `src/${name}`));
  assertStrictEquals(read(), before);
  project.write("src/nets/base.py", "# changed\n");
  const now = read();
  assertNotEquals(now.hash, before.hash);
  assertEquals(filesOf(now), filesOf(before).filter((path) => path !== "src/above.py"), "it is imported no more");
  project.write("src/model.py", "import unused\n");
  assertEquals(filesOf(read()).includes("src/unused.py"), true);
  Deno.removeSync(join(project.dir, "src/model.py"));
  assertEquals(filesOf(read()).includes("src/model.py"), false);
});

Deno.test("modules count for python -m, too, and from the working directory", () => {
  using project = new Project();
  project.write("pkg/__init__.py", "");
  project.write("pkg/main.py", "from pkg import net\nimport beside\n");
  project.write("pkg/net.py", "");
  project.write("beside.py", "");
  const { read } = readerIn(project, "python3 -m pkg.main {x}");
  assertEquals(filesOf(read()), ["beside.py", "pkg/__init__.py", "pkg/main.py", "pkg/net.py"]);
});

Deno.test("a grid that was launched when modules did not count is told of no change, until its script changes", () => {
  using project = new Project();
  writeModules(project);
  const script = readerIn(project, "python3 src/train.py {x}").read().files["src/train.py"]!;
  // As an earlier version recorded it.
  const files = { "src/train.py": script };
  const settings = { command: "python3 src/train.py {x}", workdir: "." };
  const known = new Map([["a1b2c3d4", { hash: "a1b2c3d4", stage: "train", time: 1, settings, files } as const]]);
  const { read } = readerIn(project, "python3 src/train.py {x}", known);
  assertEquals(read().files, files);
  project.write("src/model.py", "# changed\n");
  assertEquals(read().files, files);
  project.write("src/train.py", "import model\n");
  assertEquals(filesOf(read()), ["src/model.py", "src/train.py"]);
});

Deno.test("a grid whose modules count notices modules that these import later", () => {
  using project = new Project();
  project.write("train.py", "import model\n");
  project.write("model.py", "");
  project.write("layers.py", "");
  const { read, record, known } = readerIn(project, "python3 train.py {x}");
  record(1);
  project.write("model.py", "import layers\n");
  assertEquals(filesOf(read()), ["layers.py", "model.py", "train.py"]);
  record(2);
  const next = readerIn(project, "python3 train.py {x}", known);
  assertEquals(filesOf(next.read()), ["layers.py", "model.py", "train.py"]);
});

Deno.test("modules that are no files, import each other or are many cost little", () => {
  using project = new Project();
  project.write("train.py", Array.from({ length: 400 }, (_, n) => `import m${n}\n`).join(""));
  for (let n = 0; n < 400; n++) project.write(`m${n}.py`, `import m${(n + 1) % 400}\nimport train\n`);
  project.write("odd.py", "import pipe, loop, large\n");
  new Deno.Command("mkfifo", { args: [join(project.dir, "pipe.py")] }).outputSync();
  Deno.symlinkSync("loop.py", join(project.dir, "loop.py"));
  project.write("large.py", "");
  Deno.truncateSync(join(project.dir, "large.py"), 2 ** 30);
  assertEquals(filesOf(readerIn(project, "python3 train.py {x}").read()).length, 301);
  assertEquals(filesOf(readerIn(project, "python3 odd.py {x}").read()), ["odd.py"]);
});
