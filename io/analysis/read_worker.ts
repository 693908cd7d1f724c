/** Worker thread that runs read tasks of an analysis and posts their results. */
import { readBatch } from "./read_parallel.ts";
import type { ReadTask } from "./read_task.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<readonly ReadTask[]>) => void;
  postMessage(message: unknown): void;
};
scope.onmessage = ({ data }) => scope.postMessage(readBatch(data));
