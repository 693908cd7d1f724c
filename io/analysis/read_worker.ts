/** A worker that reads tasks of an analysis, and posts what they held. */
import { readBatch } from "./read_parallel.ts";
import type { ReadTask } from "./read_task.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<readonly ReadTask[]>) => void;
  postMessage(message: unknown): void;
};
scope.onmessage = ({ data }) => scope.postMessage(readBatch(data));
