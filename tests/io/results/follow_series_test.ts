import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { type FollowOptions, openSeriesFollower, type SeriesPoint } from "../../../io/results/follow_series.ts";
import { MAX_BYTES } from "../../../io/results/growing_file.ts";
import { loadFormats } from "../../../io/results/series_formats.ts";
import type { ResultSpec } from "../../../lib/run/result_spec.ts";
import { record, scalar } from "../../lib/results/formats/event_file.ts";

/** A run that is followed, and its files. */
interface Run {
  readonly dir: string;
  write(name: string, content: string | Uint8Array): void;
  append(name: string, content: string | Uint8Array): void;
  /** What is new: `loss@1=0.5`. */
  look(): string[];
  finish(): string[];
}

async function follow(
  use: (run: Run) => void | Promise<void>,
  { specs, before = {}, ...options }: Partial<FollowOptions> & {
    specs?: readonly ResultSpec[];
    before?: Readonly<Record<string, string>>;
  } = {},
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const put = (append: boolean) => (name: string, content: string | Uint8Array) => {
      Deno.mkdirSync(dirname(join(dir, name)), { recursive: true });
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      Deno.writeFileSync(join(dir, name), bytes, { append });
    };
    for (const [name, text] of Object.entries(before)) put(false)(name, text);
    await loadFormats(specs);
    const follower = openSeriesFollower(dir, specs, { fromStart: true, now: () => 0, ...options });
    const words = (points: readonly SeriesPoint[]) => points.map(({ key, step, value }) => `${key}@${step}=${value}`);
    await use({
      dir,
      write: put(false),
      append: put(true),
      look: () => words(follower.look()),
      finish: () => words(follower.finish()),
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("event files are followed record by record, also those of a later writer", () =>
  follow((run) => {
    assertEquals(run.look(), []);
    const second = record(scalar("loss", 2, 0.25));
    run.append("runs/events.out.tfevents.1.a", record(scalar("loss", 1, 0.5)));
    run.append("runs/events.out.tfevents.1.a", second.subarray(0, 20));
    assertEquals(run.look(), ["loss@1=0.5"]);
    assertEquals(run.look(), []);
    run.append("runs/events.out.tfevents.1.a", second.subarray(20));
    assertEquals(run.look(), ["loss@2=0.25"]);
    run.append("runs/events.out.tfevents.2.a", record(scalar("loss", 3, 0.125)));
    assertEquals(run.look(), ["loss@3=0.125"]);
    assertEquals(run.finish(), []);
  }));

Deno.test("rows are told once they are complete, a first one once it is known what is counted, at the end in any case", () =>
  follow((run) => {
    run.append("results.csv", "epoch,loss\n1,0.5\n");
    assertEquals(run.look(), []);
    run.append("results.csv", "2,0.2");
    assertEquals(run.look(), []);
    run.append("results.csv", "5\n3,0.1");
    assertEquals(run.look(), ["loss@1=0.5", "loss@2=0.25"]);
    assertEquals(run.finish(), ["loss@3=0.1"]);
  }));

Deno.test("a first row is told at once if it is said what is counted", () =>
  follow((run) => {
    run.append("results.csv", "epoch,step,loss\n1,10,0.5\n");
    assertEquals(run.look(), ["step@1=10", "loss@1=0.5"]);
    run.append("log.txt", '{"epoch": 1, "acc": 7}\n{"epoch": 2, "acc"');
    assertEquals(run.look(), ["acc@1=7"]);
    run.append("log.txt", ": 8}\n");
    assertEquals(run.look(), ["acc@2=8"]);
  }, { step: "epoch" }));

Deno.test("a file that is written anew is read from its beginning, and what was told is not told again", () =>
  follow((run) => {
    const file = "lightning_logs/version_0/metrics.csv";
    run.write(file, "step,loss\n1,0.5\n2,0.25\n");
    assertEquals(run.look(), ["loss@1=0.5", "loss@2=0.25"]);
    // Another column.
    run.write(file, "step,loss,val_loss\n1,0.5,\n2,0.25,\n2,,0.75\n3,0.125,\n");
    assertEquals(run.look(), ["val_loss@2=0.75", "loss@3=0.125"]);
    // A new version goes on.
    run.write("lightning_logs/version_1/metrics.csv", "step,loss\n3,0.125\n4,1\n");
    assertEquals(run.look(), ["loss@4=1"]);
  }));

Deno.test("checkpoints of the Trainer come in new directories, with all of their history", () =>
  follow((run) => {
    const state = (step: number) => {
      const log_history = Array.from({ length: step / 10 }, (_, at) => ({ step: 10 * (at + 1), loss: 1 / (at + 1) }));
      return JSON.stringify({ global_step: step, log_history });
    };
    run.write("checkpoint-10/trainer_state.json", state(10));
    assertEquals(run.look(), ["loss@10=1"]);
    run.write("checkpoint-20/trainer_state.json", state(20).slice(0, 40));
    assertEquals(run.look(), []);
    run.write("checkpoint-20/trainer_state.json", state(20));
    assertEquals(run.look(), ["loss@20=0.5"]);
  }));

Deno.test("what is printed is followed", () =>
  follow((run) => {
    run.append("train.log", "epoch 1 loss 0.5\nepoch 2 lo");
    assertEquals(run.look(), []);
    run.append("train.log", "ss 0.25\n");
    assertEquals(run.look(), ["loss@1=0.5", "loss@2=0.25"]);
  }, { specs: [{ log: "epoch (?<epoch>[0-9]+) loss (?<loss>[0-9.]+)" }] }));

Deno.test("a database of MLflow is followed while it is written", () =>
  follow((run) => {
    const { DatabaseSync } = (globalThis as unknown as { process: { getBuiltinModule(name: string): Sqlite } }).process
      .getBuiltinModule("node:sqlite");
    const database = new DatabaseSync(join(run.dir, "mlflow.db"));
    database.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE runs (run_uuid, name, start_time, lifecycle_stage); CREATE TABLE tags (key, run_uuid);
      CREATE TABLE metrics (key, value, timestamp, run_uuid, step, is_nan);
      INSERT INTO runs VALUES ('a', 'a', 1, 'active'); INSERT INTO metrics VALUES ('loss', 0.5, 1, 'a', 1, 0);`);
    assertEquals(run.look(), ["loss@1=0.5"]);
    database.exec("BEGIN IMMEDIATE; INSERT INTO metrics VALUES ('loss', 0, 2, 'a', 2, 1)");
    assertEquals(run.look(), []);
    database.exec("COMMIT");
    assertEquals(run.look(), ["loss@2=NaN"]);
    database.close();
  }));

Deno.test("views in the place of MLflow's tables are not read: they could compute for ever", () =>
  follow((run) => {
    const { DatabaseSync } = (globalThis as unknown as { process: { getBuiltinModule(name: string): Sqlite } }).process
      .getBuiltinModule("node:sqlite");
    const database = new DatabaseSync(join(run.dir, "mlflow.db"));
    database.exec(`CREATE TABLE tags (key, run_uuid); CREATE TABLE metrics (key);
      CREATE VIEW runs AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS run_uuid FROM n;`);
    database.close();
    assertEquals(run.look(), []);
  }));

interface Sqlite {
  readonly DatabaseSync: new (path: string) => { exec(sql: string): void; close(): void };
}

Deno.test("files of an earlier attempt count once they change", () =>
  follow((run) => {
    assertEquals(run.look(), []);
    run.write("results.csv", "epoch,loss\n1,0.75\n2,0.5\n");
    assertEquals(run.look(), ["loss@1=0.75", "loss@2=0.5"]);
    assertEquals(run.finish(), []);
  }, {
    fromStart: false,
    before: {
      "results.csv": "epoch,loss\n1,1\n2,1\n3,1\n",
      "log.txt": '{"epoch": 1, "a": 1}\n{"epoch": 2, "a": 1}\n',
      "trainer_state.json": '{"global_step": 1, "log_history": [{"step": 1, "b": 1}]}',
    },
  }));

Deno.test("a directory that does not exist yet has nothing", async () => {
  const follower = openSeriesFollower("/nonexistent/run", undefined, { fromStart: false });
  assertEquals([follower.look(), follower.finish()], [[], []]);
  await Promise.resolve();
});

Deno.test("new files are searched for a hundredth of the time at most", () => {
  let now = 0;
  return follow((run) => {
    assertEquals(run.look(), []);
    run.write("results.csv", "epoch,loss\n1,1\n2,0.5\n");
    // The search took from 10 to 20.
    now = 1_010;
    assertEquals(run.look(), []);
    now = 1_020;
    assertEquals(run.look(), ["loss@1=1", "loss@2=0.5"]);
  }, { now: () => now += now < 20 ? 10 : 0 });
});

Deno.test("a look at a large file ends in time, and what is left is told by the next ones", () => {
  let now = 0;
  return follow((run) => {
    const line = `{"epoch": 1, "loss": 0.5, "note": "${"x".repeat(MAX_BYTES / 2)}"}\n`;
    run.write("log.txt", [1, 2, 3, 4, 5].map((epoch) => line.replace(": 1,", `: ${epoch},`)).join(""));
    const looks = [run.look(), run.look(), run.look()];
    assertEquals(looks.map(({ length }) => length > 0 && length < 5), [false, true, true], JSON.stringify(looks));
    assertEquals(
      [...looks.flat(), ...run.finish()].map((point) => point.slice(0, 6)),
      [1, 2, 3, 4, 5].map((epoch) => `loss@${epoch}`),
    );
  }, { now: () => now += 1_000 });
});
