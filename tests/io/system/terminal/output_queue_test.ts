import { assertEquals } from "@std/assert";
import { createOutputQueue, type OutputQueue, type Sink } from "../../../../io/system/terminal/terminal.ts";

/** A reader that can stop. */
class Reader implements Sink {
  text = "";
  #reads = Promise.withResolvers<void>();

  /** Reads all that comes from now on. */
  goOn(): void {
    this.#reads.resolve();
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#reads.promise;
    // A system call may take a part.
    const part = bytes.subarray(0, 3);
    this.text += new TextDecoder().decode(part);
    return part.length;
  }
}

function queueTo(reader: Sink, limit: number): OutputQueue {
  const queue: OutputQueue = createOutputQueue({
    limit,
    tellDropped: (count) => queue.write(reader, `${count} dropped.`),
  });
  return queue;
}

Deno.test("an output queue writes everything, in order, to a reader that reads", async () => {
  const reader = new Reader();
  const queue = queueTo(reader, 10);
  reader.goOn();
  for (const text of ["one.", "two.", "a text that is longer than the limit."]) {
    queue.write(reader, text);
    await queue.flush(10_000);
  }
  assertEquals(reader.text, "one.two.a text that is longer than the limit.");
  assertEquals(queue.waiting, 0);
});

Deno.test("an output queue drops what exceeds its limit, and says how much once its reader goes on", async () => {
  const reader = new Reader();
  const queue = queueTo(reader, 20);
  for (const text of ["12 bytes ...", "8 bytes.", "dropped", "x", "too"]) queue.write(reader, text);
  await queue.flush(1);
  assertEquals([reader.text, queue.waiting], ["", 20]);
  reader.goOn();
  await queue.flush(10_000);
  queue.write(reader, "more");
  await queue.flush(10_000);
  assertEquals(reader.text, "12 bytes ...8 bytes.3 dropped.more");
});

Deno.test("an output queue goes on after a reader that has gone, and waits for a pipe that would block", async () => {
  const errors = [new Deno.errors.BrokenPipe(), new Deno.errors.WouldBlock()];
  let text = "";
  const reader: Sink = {
    write(bytes) {
      const error = errors.shift();
      if (error !== undefined) return Promise.reject(error);
      text += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    },
  };
  const queue = queueTo(reader, 10);
  queue.write(reader, "one.");
  queue.write(reader, "two.");
  await queue.flush(10_000);
  assertEquals(text, "two.");
});
