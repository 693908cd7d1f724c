/** Turns signals into orders for a scheduler. Signals that arrive before it starts are delivered when it does. */
import { listenForSignals, type StopSignal } from "../system/signals.ts";
import { printMessage } from "../system/terminal.ts";

/** An order: terminate all runs, kill all runs, or start no more and let running jobs finish. */
export type Order = "stop" | "kill" | "drain";

/** A source of orders. */
export interface Orders extends Disposable {
  /** Gives an order without a signal, with a message that says why. */
  give(order: Order, message: string): void;
  /** Prints a message to the attached display. */
  note(message: string): void;
  /** Sets the receiver of orders. The newest earlier order is delivered immediately. */
  connect(send: (order: Order) => void): void;
  /** Sets the display for messages; `undefined` for stderr. It is also notified of a closed terminal. */
  attach(display: OrderDisplay | undefined): void;
  /** Whether there has been an order. */
  isStopped(): boolean;
  /** The signal that stopped the scheduler, if one did. */
  signal(): StopSignal | undefined;
  /** Stops listening for signals. */
  [Symbol.dispose](): void;
}

/** Shows messages about orders. */
export interface OrderDisplay {
  note(text: string): void;
  /** Called when the terminal is closed. */
  hangUp(): void;
}

/**
 * Listens for SIGINT, SIGTERM, SIGHUP and the signal of `grid:stop --drain`.
 *
 * @param grace seconds between SIGTERM and SIGKILL, for the message
 * @param leaves whether a signal leaves the runs to a cluster, instead of stopping them
 */
export function listenForOrders(grace: number, leaves = false): Orders {
  let display: OrderDisplay | undefined;
  let send: ((order: Order) => void) | undefined;
  let signal: StopSignal | undefined;
  let newest: Order | undefined;

  function take(order: Order, message: string): void {
    newest = order;
    note(message);
    send?.(order);
  }

  function note(message: string): void {
    if (display === undefined) printMessage(message);
    else display.note(message);
  }

  const stopListening = listenForSignals({
    stop(name) {
      signal = name;
      const what = leaves
        ? "following stopped, the runs go on"
        : `stopping all runs (${grace} s grace; press Ctrl-C again to kill)`;
      take("stop", `${name}: ${what}`);
    },
    kill: () => leaves ? undefined : take("kill", "killing all runs"),
    drain: () => take("drain", "draining: waiting for running jobs"),
    hangUp: () => display?.hangUp(),
  });
  return {
    give: take,
    note,
    connect(receiver) {
      send = receiver;
      if (newest !== undefined) receiver(newest);
    },
    attach: (newDisplay) => void (display = newDisplay),
    isStopped: () => newest !== undefined,
    signal: () => signal,
    [Symbol.dispose]: stopListening,
  };
}
