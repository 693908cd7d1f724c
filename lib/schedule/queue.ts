/** The priority queue of jobs that wait for another attempt. */

/** A priority queue that is never changed: every operation gives a new one that shares nearly all of the old. */
export interface Queue<T> {
  readonly priority: number;
  /** Among equal priorities, the one that was inserted first comes first. */
  readonly order: number;
  readonly item: T;
  readonly rank: number;
  readonly size: number;
  readonly left: Queue<T> | undefined;
  readonly right: Queue<T> | undefined;
}

/** The queue with one more item, in O(log n). A queue without items is `undefined`. */
export function insert<T>(heap: Queue<T> | undefined, priority: number, order: number, item: T): Queue<T> {
  return join(heap, { priority, order, item, rank: 1, size: 1, left: undefined, right: undefined })!;
}

/** The queue without its first item, in O(log n). */
export function removeFirst<T>(heap: Queue<T>): Queue<T> | undefined {
  return join(heap.left, heap.right);
}

// A leftist heap: the right spine is the short one, so that joining follows O(log n) nodes.
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
