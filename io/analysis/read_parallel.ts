/** Reads the tasks of an analysis: a few in this thread, many in workers, always in their order. */
import type { Notes } from "../results/notes.ts";
import { type ReadPart, type ReadTask, readTask } from "./read_task.ts";

/** Some parts, and what was noted of them. Plain data, which goes from one thread to another. */
export interface ReadBatch {
  readonly parts: readonly ReadPart[];
  readonly unreadable: readonly (readonly [path: string, reason: string])[];
  readonly leftOut: readonly string[];
}

/** Reads parts; further threads are ended with it. */
export interface ParallelReader extends Disposable {
  /** Reads tasks, in their order, and passes what it notes on. */
  read(tasks: readonly ReadTask[], notes: Notes): AsyncGenerator<ReadPart>;
}

// A worker takes some 60 ms to start: what is read in this time needs none.
const ALONE_MS = 150;
// The thread that gathers the results keeps about three readers busy.
const MAX_WORKERS = 3;
// Small ones are soon forgotten: what outlives a few of the collector's rounds stays for long.
const BATCH = 8;
const LEAST_BATCHES = 64;
// So that no worker waits for its next batch.
const AHEAD = 2;

/** Reads some tasks in this thread. */
export function readBatch(tasks: readonly ReadTask[]): ReadBatch {
  const unreadable: [string, string][] = [];
  const leftOut = new Set<string>();
  const notes: Notes = {
    unreadable: (path, reason) => void unreadable.push([path, reason]),
    leftOut: (key) => void leftOut.add(key),
  };
  return { parts: tasks.map((task) => readTask(task, notes)), unreadable, leftOut: [...leftOut] };
}

/**
 * @param cores how many may be used
 * @param alone milliseconds that are read in this thread before others are started
 */
export function createParallelReader(cores: number, alone = ALONE_MS): ParallelReader {
  const workers: ReadWorker[] = [];
  let spent = 0;

  async function* readBatches(tasks: readonly ReadTask[]): AsyncGenerator<ReadBatch> {
    const size = Math.max(1, Math.min(BATCH, Math.floor(tasks.length / LEAST_BATCHES)));
    let at = 0;
    const next = () => tasks.slice(at, at += size);
    while (at < tasks.length && workers.length === 0 && (cores === 1 || spent < alone)) {
      const begun = performance.now();
      yield readBatch(next());
      spent += performance.now() - begun;
    }
    while (at < tasks.length && workers.length < Math.min(cores, MAX_WORKERS)) workers.push(startWorker());
    const reading: Promise<ReadBatch>[] = [];
    for (let turn = 0; at < tasks.length || reading.length > 0;) {
      while (at < tasks.length && reading.length < workers.length * AHEAD) {
        reading.push(workers[turn++ % workers.length]!.read(next()));
      }
      yield await reading.shift()!;
    }
  }

  return {
    async *read(tasks, notes) {
      for await (const { parts, unreadable, leftOut } of readBatches(tasks)) {
        for (const [path, reason] of unreadable) notes.unreadable(path, reason);
        for (const key of leftOut) notes.leftOut(key);
        yield* parts;
      }
    },
    [Symbol.dispose]() {
      for (const worker of workers) worker.end();
    },
  };
}

interface ReadWorker {
  read(tasks: readonly ReadTask[]): Promise<ReadBatch>;
  end(): void;
}

function startWorker(): ReadWorker {
  const worker = new Worker(new URL("./read_worker.ts", import.meta.url), { type: "module" });
  // It answers in the order in which it is asked.
  const waiting: PromiseWithResolvers<ReadBatch>[] = [];
  worker.onmessage = ({ data }: MessageEvent<ReadBatch>) => waiting.shift()!.resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    for (const { reject } of waiting.splice(0)) reject(new Error(`a reader failed: ${event.message}`));
  };
  return {
    read(tasks) {
      const answer = Promise.withResolvers<ReadBatch>();
      // Whoever asked may have failed meanwhile, and wait no more.
      answer.promise.catch(() => {});
      waiting.push(answer);
      worker.postMessage(tasks);
      return answer.promise;
    },
    end: () => worker.terminate(),
  };
}
