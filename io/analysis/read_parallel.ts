/** Runs the read tasks of an analysis in order: a few in this thread, many in workers. */
import type { Notes, ResultConflict } from "../results/read_part.ts";
import { loadFormats } from "../results/series_formats.ts";
import { type ReadPart, type ReadTask, readTask } from "./source.ts";

/** Some parts, and notes about them. Plain data, because it is passed between threads. */
export interface ReadBatch {
  readonly parts: readonly ReadPart[];
  readonly unreadable: readonly (readonly [path: string, reason: string])[];
  readonly hidden: readonly string[];
  readonly leftOut: readonly string[];
  readonly conflicts: readonly (readonly [dir: string, conflict: ResultConflict])[];
}

/** Reads parts. Disposing of it terminates its workers. */
export interface ParallelReader extends Disposable {
  /** Reads tasks in order, and passes on notes. */
  read(tasks: readonly ReadTask[], notes: Notes): AsyncGenerator<ReadPart>;
}

// A worker takes about 60 ms to start, which does not pay off for small analyses.
const WORKER_DELAY_MS = 150;
// The main thread can keep about three workers busy.
const MAX_WORKERS = 3;
// Small batches become garbage before the collector moves them to the old generation.
const BATCH = 8;
const MIN_BATCHES = 64;
// Batches queued per worker, so that no worker has to wait.
const QUEUED = 2;

/** How tasks are run. */
export interface ReadMode {
  readonly read: (task: ReadTask, notes: Notes) => ReadPart;
  /** The module of a worker that runs tasks in the same way. */
  readonly worker: URL;
}

/** Reads what an analysis needs. */
export const READ_RESULTS: ReadMode = { read: readTask, worker: new URL("./read_worker.ts", import.meta.url) };

/** Runs some tasks in this thread. */
async function readBatch(tasks: readonly ReadTask[], read: ReadMode["read"]): Promise<ReadBatch> {
  await loadFormats(tasks.flatMap((task) => task.kind === "run" ? task.settings?.results ?? [] : []));
  const unreadable: [string, string][] = [];
  const hidden: string[] = [];
  const leftOut = new Set<string>();
  const conflicts: [string, ResultConflict][] = [];
  const notes: Notes = {
    unreadable: (path, reason) => void unreadable.push([path, reason]),
    hidden: (path) => void hidden.push(path),
    leftOut: (key) => void leftOut.add(key),
    conflict: (dir, conflict) => void conflicts.push([dir, conflict]),
  };
  return { parts: tasks.map((task) => read(task, notes)), unreadable, hidden, leftOut: [...leftOut], conflicts };
}

/** Runs the tasks that this worker thread receives, and posts their results. */
export function serveBatches(read: ReadMode["read"]): void {
  const scope = self as unknown as {
    onmessage: (event: MessageEvent<readonly ReadTask[]>) => void;
    postMessage(message: unknown): void;
  };
  // Answers have the order of the questions.
  let answered = Promise.resolve();
  scope.onmessage = ({ data }) => {
    answered = answered.then(async () => scope.postMessage(await readBatch(data, read)));
  };
}

/**
 * Creates a reader without workers; they are started when needed.
 *
 * @param cores maximum number of threads
 * @param mode what is read
 * @param workerDelay time spent in this thread before workers are started: milliseconds
 */
export function createParallelReader(
  cores: number,
  mode: ReadMode = READ_RESULTS,
  workerDelay = WORKER_DELAY_MS,
): ParallelReader {
  const workers: ReadWorker[] = [];
  let spent = 0;

  async function* readBatches(tasks: readonly ReadTask[]): AsyncGenerator<ReadBatch> {
    const size = Math.max(1, Math.min(BATCH, Math.floor(tasks.length / MIN_BATCHES)));
    let at = 0;
    const next = () => tasks.slice(at, at += size);
    while (at < tasks.length && workers.length === 0 && (cores === 1 || spent < workerDelay)) {
      const begun = performance.now();
      yield await readBatch(next(), mode.read);
      spent += performance.now() - begun;
    }
    const left = Math.ceil((tasks.length - at) / size);
    while (workers.length < Math.min(cores, MAX_WORKERS, left)) workers.push(startWorker(mode.worker));
    const reading: Promise<ReadBatch>[] = [];
    for (let turn = 0; at < tasks.length || reading.length > 0;) {
      while (at < tasks.length && reading.length < workers.length * QUEUED) {
        reading.push(workers[turn++ % workers.length]!.read(next()));
      }
      yield await reading.shift()!;
    }
  }

  return {
    async *read(tasks, notes) {
      for await (const { parts, unreadable, hidden, leftOut, conflicts } of readBatches(tasks)) {
        for (const [path, reason] of unreadable) notes.unreadable(path, reason);
        for (const path of hidden) notes.hidden(path);
        for (const key of leftOut) notes.leftOut(key);
        for (const [dir, conflict] of conflicts) notes.conflict(dir, conflict);
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

function startWorker(module: URL): ReadWorker {
  const worker = new Worker(module, { type: "module" });
  // A worker answers in order.
  const waiting: PromiseWithResolvers<ReadBatch>[] = [];
  worker.onmessage = ({ data }: MessageEvent<ReadBatch>) => waiting.shift()!.resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    for (const { reject } of waiting.splice(0)) reject(new Error(`worker failed: ${event.message}`));
  };
  return {
    read(tasks) {
      const answer = Promise.withResolvers<ReadBatch>();
      // The caller may have failed and no longer await this.
      answer.promise.catch(() => {});
      waiting.push(answer);
      worker.postMessage(tasks);
      return answer.promise;
    },
    end: () => worker.terminate(),
  };
}
