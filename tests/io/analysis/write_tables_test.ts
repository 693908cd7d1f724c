import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { writeTables } from "../../../io/analysis/write_tables.ts";
import { InputError } from "../../../lib/messages/problem.ts";
import { exampleTable } from "../../lib/analysis/example_table.ts";

const tables = {
  grid_analysis: exampleTable({ columns: ["a"], rows: [["1"]] }),
  grid_summary: exampleTable({ columns: ["b"] }),
};
const now = new Date(2026, 10, 24, 9, 30, 0);

async function inTemporaryDirectory(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = Deno.makeTempDirSync();
  try {
    await test(dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

Deno.test("writeTables() names files by time in a directory, and by prefix otherwise", async () => {
  await inTemporaryDirectory(async (dir) => {
    assertEquals(await writeTables(tables, { format: "csv", output: dir, now }), [
      join(dir, "20261124_093000_grid_analysis.csv"),
      join(dir, "20261124_093000_grid_summary.csv"),
    ]);
    assertEquals(
      (await writeTables(tables, { format: "csv", output: join(dir, "new/"), now }))[0],
      join(dir, "new/20261124_093000_grid_analysis.csv"),
    );
    assertEquals(await writeTables(tables, { format: "csv", output: join(dir, "deep/mine"), now }), [
      join(dir, "deep/mine_grid_analysis.csv"),
      join(dir, "deep/mine_grid_summary.csv"),
    ]);
    assertEquals(Deno.readTextFileSync(join(dir, "deep/mine_grid_analysis.csv")), "a\n1\n");
  });
});

Deno.test("writeTables() numbers all files alike if one of the names is taken", async () => {
  await inTemporaryDirectory(async (dir) => {
    Deno.writeTextFileSync(join(dir, "x_grid_summary.csv"), "mine");
    // Names that others see, but not yet complete files.
    Deno.symlinkSync("elsewhere", join(dir, "x-2_grid_summary.csv"));
    assertEquals(await writeTables(tables, { format: "csv", output: join(dir, "x"), now }), [
      join(dir, "x-3_grid_analysis.csv"),
      join(dir, "x-3_grid_summary.csv"),
    ]);
    assertEquals(Array.from(Deno.readDirSync(dir), ({ name }) => name).sort(), [
      ...["x-2_grid_summary.csv", "x-3_grid_analysis.csv", "x-3_grid_summary.csv", "x_grid_summary.csv"],
    ]);
    assertEquals(Deno.readTextFileSync(join(dir, "x_grid_summary.csv")), "mine");
  });
});

Deno.test("writeTables() rejects a location where no directory can be created", async () => {
  await inTemporaryDirectory(async (dir) => {
    Deno.writeTextFileSync(join(dir, "file"), "");
    await assertRejects(
      () => writeTables(tables, { format: "csv", output: join(dir, "file/x"), now }),
      InputError,
      "choose another location with --output PREFIX",
    );
  });
});

Deno.test("writeTables() writes JSON, too", async () => {
  await inTemporaryDirectory(async (dir) => {
    assertEquals(await writeTables(tables, { format: "json", output: join(dir, "x"), now }), [
      join(dir, "x_grid_analysis.json"),
      join(dir, "x_grid_summary.json"),
    ]);
    assertEquals(JSON.parse(Deno.readTextFileSync(join(dir, "x_grid_analysis.json"))), [{ a: 1 }]);
  });
});

Deno.test("writeTables() writes long tables, and leaves no files if one fails", async () => {
  await inTemporaryDirectory(async (dir) => {
    const cell = "é".repeat(1_000);
    const rows = Array(1_000).fill([cell]);
    const [path] = await writeTables({ t: exampleTable({ columns: ["a"], rows }) }, {
      format: "csv",
      output: join(dir, "x"),
      now,
    });
    assertEquals(Deno.readTextFileSync(path!), `a\n${`${cell}\n`.repeat(1_000)}`);
    const broken = {
      *[Symbol.iterator]() {
        yield ["1"];
        throw new Error("broken");
      },
    };
    await assertRejects(() =>
      writeTables({ t: exampleTable({ columns: ["a"], rows: broken }) }, { format: "csv", output: join(dir, "y"), now })
    );
    assertEquals(Array.from(Deno.readDirSync(dir), ({ name }) => name), ["x_t.csv"]);
  });
});

Deno.test("an aborted writeTables() leaves no files, and a named file is always complete", async () => {
  await inTemporaryDirectory(async (dir) => {
    const controller = new AbortController();
    const names = () => Array.from(Deno.readDirSync(dir), ({ name }) => name);
    const rows = {
      *[Symbol.iterator]() {
        for (let n = 0; n < 4; n++) {
          yield ["x".repeat(1 << 18)];
          assertEquals(names().filter((name) => !name.startsWith(".")), []);
        }
        controller.abort("SIGTERM");
        yield ["x"];
      },
    };
    const table = exampleTable({ columns: ["a"], rows });
    const caught = await writeTables({ t: table }, { format: "csv", output: join(dir, "x"), now }, controller.signal)
      .catch((error) => error);
    assertEquals([caught, names()], ["SIGTERM", []]);
  });
});

Deno.test("writeTables() links the newest tables of a directory, and writes none that are the same", async () => {
  await inTemporaryDirectory(async (dir) => {
    const at = (minute: number) => ({ format: "csv" as const, output: dir, now: new Date(2026, 10, 24, 9, minute, 0) });
    const latest = (end: string) => Deno.readLinkSync(join(dir, `latest_${end}`));
    const first = await writeTables(tables, at(1));
    assertEquals(latest("grid_analysis.csv"), "20261124_090100_grid_analysis.csv");
    assertEquals(latest("grid_summary.csv"), "20261124_090100_grid_summary.csv");
    assertEquals(await writeTables(tables, at(2)), first, "nothing has changed");

    const changed = { ...tables, grid_summary: exampleTable({ columns: ["b"], rows: [["2"]] }) };
    const second = await writeTables(changed, at(3));
    assertEquals(second.map((path) => path.slice(dir.length + 1)), [
      ...["20261124_090300_grid_analysis.csv", "20261124_090300_grid_summary.csv"],
    ]);
    assertEquals(latest("grid_analysis.csv"), "20261124_090300_grid_analysis.csv");
    assertEquals(Deno.readTextFileSync(first[1]!), "b\n", "files are kept");

    // With another table, and after one was deleted or changed, there are new files.
    const more = { ...changed, grid_long: exampleTable({ columns: ["c"] }) };
    assertEquals((await writeTables(more, at(4))).length, 3);
    assertEquals(latest("grid_long.csv"), "20261124_090400_grid_long.csv");
    Deno.removeSync(join(dir, latest("grid_summary.csv")));
    assertEquals((await writeTables(changed, at(5)))[0]!.includes("090500"), true);
    Deno.writeTextFileSync(join(dir, latest("grid_analysis.csv")), "b\n1\n");
    assertEquals((await writeTables(changed, at(6)))[0]!.includes("090600"), true);
    assertEquals(Array.from(Deno.readDirSync(dir)).filter(({ name }) => name.endsWith(".tmp")), []);
  });
});

Deno.test("writeTables() notices a change at the end of a long table", async () => {
  await inTemporaryDirectory(async (dir) => {
    const rows = Array.from({ length: 50_000 }, (_, index) => [String(index)]);
    const table = (last: string) => ({ t: exampleTable({ columns: ["a"], rows: [...rows, [last]] }) });
    const write = (last: string, minute: number) =>
      writeTables(table(last), { format: "csv", output: dir, now: new Date(2026, 10, 24, 9, minute) });
    const [first] = await write("x", 1);
    assertEquals(await write("x", 2), [first!]);
    assertEquals((await write("y", 3))[0]!.includes("090300"), true);
  });
});

Deno.test("writeTables() replaces earlier files on request", async () => {
  await inTemporaryDirectory(async (dir) => {
    const changed = { ...tables, grid_summary: exampleTable({ columns: ["b"], rows: [["2"]] }) };
    const [first] = await writeTables(tables, { format: "csv", output: dir, now });
    for (const written of [tables, changed]) {
      assertEquals(await writeTables(written, { format: "csv", output: dir, now, replace: true }), [
        join(dir, "latest_grid_analysis.csv"),
        join(dir, "latest_grid_summary.csv"),
      ]);
    }
    assertEquals(Deno.readTextFileSync(join(dir, "latest_grid_summary.csv")), "b\n2\n");
    assertEquals(Deno.lstatSync(join(dir, "latest_grid_summary.csv")).isSymlink, false);
    assertEquals(Deno.readTextFileSync(first!), "a\n1\n", "not through the link");

    const prefix = { format: "csv" as const, output: join(dir, "mine"), now, replace: true };
    for (const written of [tables, changed]) {
      assertEquals(await writeTables(written, prefix), [
        join(dir, "mine_grid_analysis.csv"),
        join(dir, "mine_grid_summary.csv"),
      ]);
    }
    assertEquals(Deno.readTextFileSync(join(dir, "mine_grid_summary.csv")), "b\n2\n");
  });
});
