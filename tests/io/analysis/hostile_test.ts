/** Trees and files as nobody should leave them: what is wrong costs its own cells, is told, and holds up nothing. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import fc from "fast-check";
import { analyze } from "../../../io/analysis/analyze.ts";
import { makeExperimentTree } from "../../bench/experiment_tree.ts";

const EXPERIMENTS = "ReverseRecallCommandLines/NTM";
const TEST = "test_20261124_053358";
const TRAINING = "training_configuration.yaml";
const STATISTICS = "testing_set_agg_statistics.csv";

/** Two experiments, of which the second is to be spoilt: repetitions are counted from the first. */
class Tree implements Disposable {
  readonly root = Deno.makeTempDirSync();
  readonly spoilt = join(this.root, EXPERIMENTS, "20261124_000001");

  constructor() {
    makeExperimentTree(this.root, 0, 2);
  }

  replace(path: string, make: (path: string) => void): void {
    const full = join(this.spoilt, path);
    try {
      Deno.removeSync(full, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    make(full);
  }

  async analyze() {
    using analysis = await analyze([this.root], { long: true, cores: 1 });
    const { columns, rows } = analysis.tables.grid_analysis!;
    const records = Array.from(rows, (row) => Object.fromEntries(columns.map((column, at) => [column, row[at]!])));
    return {
      other: records.filter((row) => row.experiment_id === "20261124_000000"),
      spoilt: records.filter((row) => row.experiment_id === "20261124_000001"),
      unreadable: analysis.unreadable.map(({ path, reason }) => `${path.slice(this.spoilt.length + 1)}: ${reason}`),
    };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

// What it came to without the columns that another experiment brought along.
function filled(rows: readonly Record<string, string>[]): Record<string, string>[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== "")));
}

function makePipe(path: string): void {
  assert(new Deno.Command("mkfifo", { args: [path] }).outputSync().success);
}

Deno.test("pipes in the place of files are waited for nowhere", async () => {
  for (const path of [TRAINING, "metrics.json", `${TEST}/testing_configuration.yaml`, `${TEST}/${STATISTICS}`]) {
    using tree = new Tree();
    tree.replace(path, makePipe);
    const { spoilt, other, unreadable } = await tree.analyze();
    assertEquals([spoilt.length, other.length, unreadable], [2, 2, [`${path}: it is no file`]]);
  }
  using tree = new Tree();
  tree.replace("plan.ndjson", makePipe);
  const { spoilt, unreadable } = await tree.analyze();
  assertEquals([spoilt.length, unreadable], [2, []]);
});

Deno.test("files that never end, are far too large, or link to themselves are not read", async () => {
  for (
    const [make, reason] of [
      [(path: string) => Deno.symlinkSync("/dev/zero", path), "it is no file"],
      [(path: string) => Deno.symlinkSync("metrics.json", path), "cannot be read: too many levels of symbolic links"],
      [
        (path: string) => {
          Deno.writeTextFileSync(path, "{");
          Deno.truncateSync(path, 2 ** 30);
        },
        "it has 1073741824 bytes: that is more than results need",
      ],
    ] as const
  ) {
    using tree = new Tree();
    tree.replace("metrics.json", make);
    const { spoilt, unreadable } = await tree.analyze();
    assertEquals([spoilt.length, unreadable], [2, [`metrics.json: ${reason}`]]);
  }
});

Deno.test({
  name: "files that the kernel makes up are empty",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using tree = new Tree();
    tree.replace("metrics.json", (path) => Deno.symlinkSync("/proc/self/mem", path));
    assertEquals((await tree.analyze()).unreadable, ["metrics.json: it is empty"]);
  },
});

Deno.test("directories that are called like files are directories", async () => {
  for (const path of ["metrics.json", "plan.ndjson", `${TEST}/metrics.json`, "validation_set_agg_statistics.csv"]) {
    using tree = new Tree();
    tree.replace(path, Deno.mkdirSync);
    const { spoilt, other, unreadable } = await tree.analyze();
    assertEquals([spoilt.length, other.length, unreadable], [2, 2, []], path);
  }
});

// Root may read everything, unless it lacks the capability to.
const asUser = Deno.uid() === 0 ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : [];

Deno.test({
  name: "a directory and a file that may not be read are told, and cost their own cells",
  ignore: !canRun(asUser),
  fn() {
    using tree = new Tree();
    tree.replace("metrics.json", (path) => Deno.writeTextFileSync(path, "{}", { mode: 0o000 }));
    Deno.chmodSync(join(tree.spoilt, TEST), 0o000);
    const task = fromFileUrl(new URL("../../../tasks/analyze.ts", import.meta.url));
    const [program, ...args] = [...asUser, Deno.execPath(), "run", "-A", "--no-check", task, tree.root, "--quiet"];
    const { INIT_CWD: _, ...env } = Deno.env.toObject();
    const options = { args, clearEnv: true, env: { ...env, NO_COLOR: "1" }, cwd: tree.root };
    const { code, stdout, stderr } = new Deno.Command(program!, options).outputSync();
    Deno.chmodSync(join(tree.spoilt, TEST), 0o755);
    const [paths, messages] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim().split("\n"));
    assertEquals(code, 1, messages!.join("\n"));
    assertEquals(Deno.readTextFileSync(join(tree.root, paths![0]!)).trim().split("\n").length, 1 + 1 + 2);
    const dir = tree.spoilt.slice(tree.root.length + 1);
    assertEquals(messages!.sort(), [
      `${dir}/metrics.json: cannot be read: permission denied`,
      `${dir}/${TEST}: cannot be read: permission denied`,
    ]);
  },
});

function canRun([program, ...args]: readonly string[]): boolean {
  if (program === undefined) return true;
  try {
    if (new Deno.Command(program, { args: [...args, "true"], stdout: "null", stderr: "null" }).outputSync().success) {
      return true;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw new Error(`${program} is needed, and does not work`);
  return false;
}

Deno.test("a configuration with long runs of blanks is read as fast as another", async () => {
  for (const text of [`a: x${" ".repeat(1_000_000)}'`, `${" ".repeat(1_000_000)}'`, " \n".repeat(1_000_000), "a:   "]) {
    using tree = new Tree();
    tree.replace(TRAINING, (path) => Deno.writeTextFileSync(path, `${text}\n`));
    assertEquals((await tree.analyze()).spoilt.length, 2);
  }
});

Deno.test("byte order marks and other ends of lines change nothing", async () => {
  using tree = new Tree();
  const { spoilt } = await tree.analyze();
  for (const path of [TRAINING, `${TEST}/testing_configuration.yaml`, `${TEST}/${STATISTICS}`]) {
    const text = Deno.readTextFileSync(join(tree.spoilt, path));
    tree.replace(path, (full) => Deno.writeTextFileSync(full, `\ufeff${text.replaceAll(/\r?\n/g, "\r\n")}`));
  }
  const { spoilt: changed, unreadable } = await tree.analyze();
  assertEquals(unreadable, []);
  // Configurations are told apart by their text.
  assertEquals(changed, spoilt.map((row) => ({ ...row, repetition: "0" })));
});

Deno.test("of columns of one name the last counts, and further fields make no column", async () => {
  using tree = new Tree();
  tree.replace(`${TEST}/${STATISTICS}`, (path) => Deno.writeTextFileSync(path, 'acc,acc,"a ""note"""\n1,2,"x\ny",3\n'));
  const { spoilt, unreadable } = await tree.analyze();
  assertEquals([spoilt[0]!.test_acc, spoilt[0]!['test_a "note"']], ["2", "x\ny"]);
  assert(!Object.keys(spoilt[0]!).some((column) => /None|undefined/.test(column)));
  assertMatch(unreadable.join(), /its last row has 4 fields where the header has 3: the others are left out/);
});

Deno.test("a grid whose plan is damaged costs its own rows", async () => {
  using tree = new Tree();
  Deno.mkdirSync(join(tree.root, "grid"));
  Deno.writeTextFileSync(join(tree.root, "grid/plan.ndjson"), "{");
  using analysis = await analyze([tree.root], { cores: 1 });
  assertEquals([analysis.tally.experiments, analysis.withGrid], [2, false]);
  assertStringIncludes(analysis.unreadable[0]!.path, "/grid");
  assertEquals(analysis.unreadable[0]!.reason, "line 1 of the plan is corrupt");
});

Deno.test("whatever a file holds, nothing breaks, and the cells of others stay as they are", async () => {
  using tree = new Tree();
  const { other } = await tree.analyze();
  const files = [
    ...[TRAINING, "metrics.json", "validation_set_agg_statistics.csv", "models/model_best.safetensors"],
    ...[`${TEST}/testing_configuration.yaml`, `${TEST}/${STATISTICS}`, `${TEST}/metrics.json`],
  ];
  const piece = fc.constantFrom(
    ...['{"training": {"loss": 1', '"testing": [1, 2]}', "model:\n  name: x\n", "&a [*a]", "acc,loss\n", "1,2,3\n"],
    ...['"', "\r\n", "\ufeff", "\0", "'", "#", "- - - ", "\u{1f600}", "NaN", "1e999", "[[[[", "? ", ": ", "\t", ",,,"],
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => new TextEncoder().encode(pieces.join(""))),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), bytes, async (file, content) => {
      const path = join(tree.spoilt, file);
      const before = statIfAny(path) ? Deno.readFileSync(path) : undefined;
      Deno.writeFileSync(path, content);
      const found = await tree.analyze();
      assertEquals(filled(found.other), filled(other));
      assert(found.spoilt.length >= 1);
      assert(found.unreadable.every((line) => line.startsWith(`${file}: `)), found.unreadable.join("\n"));
      if (before === undefined) Deno.removeSync(path);
      else Deno.writeFileSync(path, before);
    }),
    { numRuns: 300 },
  );
});

function statIfAny(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
