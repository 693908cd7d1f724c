import { assertEquals, assertRejects } from "@std/assert";
import { openJournal } from "../../../io/grid/journal.ts";
import type { JournalRecord } from "../../../lib/run/journal_record.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { until } from "../../project.ts";

const start = (id: string): JournalRecord => ({ type: "start", time: 1, id, stage: "train", launch: 1, attempt: 1 });

async function write(path: string, ...records: JournalRecord[]): Promise<void> {
  const journal = openJournal(path);
  for (const record of records) journal.append(record);
  await journal.close();
}

function read(path: string) {
  return decodeJournal(Deno.readTextFileSync(path).split("\n"));
}

Deno.test("a journal begins with its version, and new records are appended", async () => {
  const path = await Deno.makeTempFile();
  await write(path, start("a"));
  await write(path, start("b"));
  const lines = Deno.readTextFileSync(path).split("\n");
  assertEquals(JSON.parse(lines[0]!), { type: "journal", version: 1 });
  assertEquals([...read(path).runs.train.keys()], ["a", "b"]);
  Deno.removeSync(path);
});

Deno.test("a journal that was truncated at any byte is repaired, and keeps every complete line", async () => {
  const path = await Deno.makeTempFile();
  await write(path, start("a"), start("b"));
  const whole = Deno.readFileSync(path);
  for (let length = 0; length <= whole.length; length++) {
    Deno.writeFileSync(path, whole.subarray(0, length));
    await write(path, start("c"));
    const { runs, warnings } = read(path);
    assertEquals(warnings, [], `cut at ${length}`);
    const text = new TextDecoder().decode(whole.subarray(0, length));
    const expected = ["a", "b"].filter((id) =>
      text.includes(`"id":"${id}"`) && text.indexOf("\n", text.indexOf(`"id":"${id}"`)) !== -1
    );
    assertEquals([...runs.train.keys()], [...expected, "c"], `cut at ${length}`);
  }
  Deno.removeSync(path);
});

Deno.test("an incomplete last line that is longer than the buffer is removed", async () => {
  const path = await Deno.makeTempFile();
  await write(path, start("a"));
  Deno.writeTextFileSync(path, "x".repeat(200_000), { append: true });
  await write(path, start("b"));
  assertEquals([...read(path).runs.train.keys()], ["a", "b"]);
  assertEquals(read(path).warnings, []);
  Deno.removeSync(path);
});

Deno.test("a full disk leaves no partial line, and appending works again once there is space", async () => {
  // Writes to /dev/full fail: after append() throws, the journal must still be usable.
  const path = await Deno.makeTempFile();
  const journal = openJournal(path);
  journal.append(start("a"));
  const size = Deno.statSync(path).size;
  const original = Deno.FsFile.prototype.writeSync;
  let calls = 0;
  Deno.FsFile.prototype.writeSync = function (data: Uint8Array): number {
    calls++;
    if (calls === 1) return original.call(this, data.subarray(0, 10));
    throw Object.assign(new Error("No space left on device"), { code: "ENOSPC" });
  };
  try {
    let error: unknown;
    try {
      journal.append(start("b"));
    } catch (caught) {
      error = caught;
    }
    assertEquals((error as { code: string }).code, "ENOSPC");
    assertEquals(Deno.statSync(path).size, size);
  } finally {
    Deno.FsFile.prototype.writeSync = original;
  }
  journal.append(start("c"));
  await journal.close();
  assertEquals([...read(path).runs.train.keys()], ["a", "c"]);
  Deno.removeSync(path);
});

/** Delays every sync of a file until it is released, in order. */
function holdSyncs(): Disposable & { readonly releases: (() => void)[] } {
  const original = Deno.FsFile.prototype.syncData;
  const releases: (() => void)[] = [];
  Deno.FsFile.prototype.syncData = function () {
    const { promise, resolve } = Promise.withResolvers<void>();
    releases.push(resolve);
    return promise;
  };
  return {
    releases,
    [Symbol.dispose]() {
      Deno.FsFile.prototype.syncData = original;
    },
  };
}

Deno.test("records are synced without flush(), and records appended together share one sync", async () => {
  const path = await Deno.makeTempFile();
  const journal = openJournal(path);
  await journal.flush();
  {
    using syncs = holdSyncs();
    for (let i = 0; i < 100; i++) journal.append(start(`e${i}`));
    await until("a sync has begun", () => syncs.releases.length > 0);
    syncs.releases[0]!();
    await journal.flush();
    assertEquals(syncs.releases.length, 1);
  }
  await journal.close();
  assertEquals(read(path).runs.train.size, 100);
  Deno.removeSync(path);
});

Deno.test("flush() waits for a sync that began after the newest record was appended", async () => {
  const path = await Deno.makeTempFile();
  const journal = openJournal(path);
  await journal.flush();
  {
    using syncs = holdSyncs();
    const flushed: string[] = [];
    journal.append(start("a"));
    const first = journal.flush().then(() => flushed.push("a"));
    await until("the first sync has begun", () => syncs.releases.length === 1);
    assertEquals(flushed, []);
    // The running sync may not include this record.
    journal.append(start("b"));
    const second = journal.flush().then(() => flushed.push("b"));
    syncs.releases[0]!();
    await until("the second sync has begun", () => syncs.releases.length === 2);
    assertEquals(flushed.includes("b"), false);
    syncs.releases[1]!();
    await Promise.all([first, second]);
  }
  await journal.close();
  Deno.removeSync(path);
});

Deno.test("close() waits for the sync of what was appended", async () => {
  const path = await Deno.makeTempFile();
  const journal = openJournal(path);
  await journal.flush();
  {
    using syncs = holdSyncs();
    journal.append(start("a"));
    let closed = false;
    const closing = journal.close().then(() => closed = true);
    await until("a sync has begun", () => syncs.releases.length === 1);
    assertEquals(closed, false);
    syncs.releases[0]!();
    await closing;
  }
  Deno.removeSync(path);
});

Deno.test("flush() throws the error of a sync", async () => {
  const path = await Deno.makeTempFile();
  const journal = openJournal(path);
  await journal.flush();
  const original = Deno.FsFile.prototype.syncData;
  Deno.FsFile.prototype.syncData = () => Promise.reject(new Error("Input/output error"));
  try {
    journal.append(start("a"));
    await assertRejects(() => journal.flush(), Error, "Input/output error");
  } finally {
    Deno.FsFile.prototype.syncData = original;
  }
  await journal.close();
  Deno.removeSync(path);
});
