/** Steps copies of a scheduler's state: a test can go on from one state in several ways, and compare it with later ones. */
import { BinaryHeap } from "@std/data-structures/binary-heap";
import type { Action, SchedulerEvent } from "../../../lib/schedule/events.ts";
import type { State } from "../../../lib/schedule/state.ts";
import { step } from "../../../lib/schedule/step.ts";
import type { Rung } from "../../../lib/search/halving.ts";

/** The state after an event, and the actions. The state before it stays as it is. */
export function stepCopy(before: State, event: SchedulerEvent, now: number): [State, Action[]] {
  const state = copyState(before);
  return [state, step(state, event, now)];
}

function copyState(state: State): State {
  const { backlog, waiting, running, deadlines, freeSlots, measurements, rungs, progress } = state;
  return {
    ...state,
    backlog: {
      ...backlog,
      measured: BinaryHeap.from(backlog.measured),
      known: new Map(backlog.known),
      kins: copyValues(backlog.kins, ({ listed, waiting }) => ({ listed, waiting: [...waiting] })),
    },
    waiting: BinaryHeap.from(waiting),
    running: new Map(running),
    deadlines: BinaryHeap.from(deadlines),
    freeSlots: [...freeSlots],
    measurements: { ...measurements },
    rungs: copyValues(rungs, (ofTask) => ofTask.map(copyRung)),
    progress: copyValues(progress, ({ farthest, waiting }) => ({ farthest, waiting: [...waiting] })),
  };
}

function copyRung({ of, best, others }: Rung): Rung {
  return { of, best: BinaryHeap.from(best), others: BinaryHeap.from(others) };
}

function copyValues<K, V>(map: ReadonlyMap<K, V>, copy: (value: V) => V): Map<K, V> {
  return new Map(Array.from(map, ([key, value]) => [key, copy(value)]));
}
