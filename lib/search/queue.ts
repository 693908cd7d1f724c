/** A persistent priority queue. It holds jobs by due time, deadlines, and the values at a rung. */

/** A non-empty immutable priority queue. Operations return a new queue that shares most of its nodes with the old one. */
export interface Queue<T> {
  readonly priority: number;
  /** The order of items with equal priority. */
  readonly order: number;
  readonly item: T;
  /** Length of the right spine. */
  readonly rank: number;
  readonly size: number;
  readonly left: Queue<T> | undefined;
  readonly right: Queue<T> | undefined;
}

/** The queue with one more item, in O(log n). An empty queue is `undefined`. The lowest priority comes first. */
export function insert<T>(queue: Queue<T> | undefined, priority: number, order: number, item: T): Queue<T> {
  return join(queue, { priority, order, item, rank: 1, size: 1, left: undefined, right: undefined })!;
}

/** The queue without its first item, in O(log n). */
export function removeFirst<T>(queue: Queue<T>): Queue<T> | undefined {
  return join(queue.left, queue.right);
}

// A leftist heap: the right spine is at most O(log n) nodes long, and only right spines are merged.
function join<T>(a: Queue<T> | undefined, b: Queue<T> | undefined): Queue<T> | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const [first, other] = a.priority < b.priority || (a.priority === b.priority && a.order < b.order) ? [a, b] : [b, a];
  const right = join(first.right, other)!;
  const left = first.left;
  const size = first.size + other.size;
  if (left !== undefined && left.rank >= right.rank) return { ...first, right, rank: right.rank + 1, size };
  return { ...first, left: right, right: left, rank: (left?.rank ?? 0) + 1, size };
}
