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
