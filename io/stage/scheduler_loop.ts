/** Steps a scheduler: events go in, and actions are carried out, in order and in time. */
import type { Action, SchedulerEvent } from "../../lib/schedule/events.ts";
import type { State } from "../../lib/schedule/state.ts";
import { nextWake, step } from "../../lib/schedule/step.ts";
import { steadyNow } from "../system/clock.ts";

/** A scheduler that is stepped. */
export interface SchedulerLoop extends Disposable {
  readonly state: State;
  /** Takes an event. Events that its actions cause are taken after all of its actions, in order. */
  dispatch(event: SchedulerEvent): void;
  /** From now on time passes unnoticed. */
  [Symbol.dispose](): void;
}

// A timer beyond 2^31 ms would fire at once.
const LONGEST_TIMER_MS = 2 ** 30;

/**
 * @param first the state before the first event
 * @param perform carries out an action; never throws
 * @param rest called with the state whenever all events are taken
 */
export function createLoop(
  first: State,
  perform: (action: Action) => void,
  rest: (state: State) => void = () => {},
): SchedulerLoop {
  let state = first;
  let queue: SchedulerEvent[] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function dispatch(event: SchedulerEvent): void {
    if (queue !== undefined) return void queue.push(event);
    queue = [event];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [after, actions] = step(state, next, steadyNow());
      state = after;
      actions.forEach(perform);
    }
    queue = undefined;
    rest(state);
    clearTimeout(timer);
    const wake = nextWake(state);
    if (wake === undefined) return;
    const wait = Math.min(Math.max(0, wake - steadyNow()), LONGEST_TIMER_MS);
    timer = setTimeout(() => dispatch({ type: "tick" }), wait);
  }

  return {
    get state() {
      return state;
    },
    dispatch,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
