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
