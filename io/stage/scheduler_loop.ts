/** The loop around the scheduler: feeds events to it, carries out its actions, and sends ticks when they are due. */
import type { Action, SchedulerEvent } from "../../lib/schedule/events.ts";
import type { State } from "../../lib/schedule/state.ts";
import { nextWake, step } from "../../lib/schedule/step.ts";
import { steadyNow } from "../system/clock.ts";

/** A scheduler and its state. */
export interface SchedulerLoop extends Disposable {
  /** Only events change it. */
  readonly state: State;
  /** Handles an event. Events dispatched by its actions are queued, and handled after all of its actions. */
  dispatch(event: SchedulerEvent): void;
  /** Sends no more ticks. */
  [Symbol.dispose](): void;
}

// A timer of 2^31 ms or more fires immediately.
const LONGEST_TIMER_MS = 2 ** 30;

/**
 * Creates the loop. It starts with the first event.
 *
 * @param state the state before the first event, which the events change in place
 * @param perform carries out an action; never throws
 * @param onIdle called with the state whenever all events have been handled
 */
export function createLoop(
  state: State,
  perform: (action: Action) => void,
  onIdle: (state: State) => void = () => {},
): SchedulerLoop {
  let queue: SchedulerEvent[] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function dispatch(event: SchedulerEvent): void {
    if (queue !== undefined) return void queue.push(event);
    queue = [event];
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        step(state, next, steadyNow()).forEach(perform);
      }
    } finally {
      queue = undefined;
    }
    onIdle(state);
    clearTimeout(timer);
    const wake = nextWake(state);
    if (wake === undefined) return;
    const wait = Math.min(Math.max(0, wake - steadyNow()), LONGEST_TIMER_MS);
    timer = setTimeout(() => dispatch({ type: "tick" }), wait);
  }

  return {
    state,
    dispatch,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
