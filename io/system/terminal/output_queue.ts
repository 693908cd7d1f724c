/** Writes text in the background: a reader that does not read (a stopped terminal, a full pipe) blocks nothing. */
import { delay } from "@std/async/delay";

/** Where bytes are written to. */
export interface Sink {
  /** Resolves with how many bytes were taken; rejects when nobody can read them any more. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Texts that wait until they are written, in order. */
export interface OutputQueue {
  /** Adds a text, or bytes that do not change any more. It is dropped, and counted, while too much is waiting. */
  write(sink: Sink, text: string | Uint8Array): void;
  /** How many bytes are waiting. */
  readonly waiting: number;
  /** Waits until everything is written, as long as something is read every `patience` milliseconds. */
  flush(patience: number): Promise<void>;
}

/** Limits of a queue, and who is told when they were exceeded. */
export interface OutputQueueOptions {
  /** Bytes that may wait. */
  readonly limit: number;
  /** Called when texts are taken again, with how many were dropped. May write to this queue. */
  tellDropped(count: number): void;
}

interface Text {
  readonly sink: Sink;
  readonly bytes: Uint8Array;
}

// A blocking write returns when all bytes are taken: smaller writes show that somebody reads.
const CHUNK_BYTES = 4_096;

const RETRY_MS = 50;

/** A queue without texts. */
export function createOutputQueue({ limit, tellDropped }: OutputQueueOptions): OutputQueue {
  const encoder = new TextEncoder();
  const texts: Text[] = [];
  let waiting = 0;
  let dropped = 0;
  let taken = 0;
  let writing: Promise<void> | undefined;

  async function writeText({ sink, bytes }: Text): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const written = await writeChunk(sink, bytes.subarray(at, at + CHUNK_BYTES));
      // The pipe is closed, or the terminal gone.
      if (written === undefined) break;
      at += written;
      taken += written;
    }
    waiting -= bytes.length;
  }

  // Once the queue was full, half of it has to be free: else every second text would be dropped.
  function resume(): void {
    if (dropped === 0 || waiting > limit / 2) return;
    const count = dropped;
    dropped = 0;
    tellDropped(count);
  }

  async function writeAll(): Promise<void> {
    for (let text = texts.shift(); text !== undefined; text = texts.shift()) {
      await writeText(text);
      resume();
    }
    writing = undefined;
  }

  return {
    write(sink, text) {
      const bytes = typeof text === "string" ? encoder.encode(text) : text;
      if (dropped > 0 || (waiting > 0 && waiting + bytes.length > limit)) return void dropped++;
      texts.push({ sink, bytes });
      waiting += bytes.length;
      writing ??= writeAll();
    },
    get waiting() {
      return waiting;
    },
    async flush(patience) {
      for (let before = -1; writing !== undefined && before !== taken;) {
        before = taken;
        const over = new AbortController();
        await Promise.race([writing, delay(patience, { signal: over.signal }).catch(() => {})]);
        over.abort();
      }
    },
  };
}

async function writeChunk(sink: Sink, bytes: Uint8Array): Promise<number | undefined> {
  try {
    return await sink.write(bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.WouldBlock)) return undefined;
    // Another program has made the pipe one that does not block.
    await delay(RETRY_MS);
    return 0;
  }
}
