/** Turns signals into orders for a scheduler. Signals that arrive before it starts are delivered when it does. */
import { listenForSignals, type StopSignal } from "../system/processes/stop_signals.ts";
import { printMessage } from "../system/terminal/terminal.ts";

/** An order: terminate all runs, kill all runs, or start no more and let running jobs finish. */
export type Order = "stop" | "kill" | "drain";

/** A source of orders. */
export interface Orders extends Disposable {
  /**
   * Gives an order without a signal, with a message that says why.
   *
   * @param from the signal in whose place it is given
   */
  give(order: Order, message: string, from?: StopSignal): void;
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
  /** Shows a message. */
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
  const orders = createOrders(printMessage);
  const stopListening = listenForSignals({
    stop(name) {
      const what = leaves ? "following stops" : `stopping all runs (${grace} s grace; press Ctrl-C again to kill)`;
      orders.give("stop", `${name}: ${what}`, name);
    },
    kill: () => leaves ? undefined : orders.give("kill", "killing all runs"),
    drain: () => orders.give("drain", "draining: waiting for running jobs"),
    hangUp: () => orders.hangUp(),
  });
  return { ...orders, [Symbol.dispose]: stopListening };
}

/**
 * Orders that are only given by this process.
 *
 * @param print prints messages while no display is attached
 */
export function createOrders(print: (message: string) => void): Orders & Pick<OrderDisplay, "hangUp"> {
  let display: OrderDisplay | undefined;
  let send: ((order: Order) => void) | undefined;
  let signal: StopSignal | undefined;
  let newest: Order | undefined;

  function note(message: string): void {
    if (display === undefined) print(message);
    else display.note(message);
  }

  return {
    give(order, message, from) {
      newest = order;
      signal ??= from;
      note(message);
      send?.(order);
    },
    note,
    connect(receiver) {
      send = receiver;
      if (newest !== undefined) receiver(newest);
    },
    attach: (newDisplay) => void (display = newDisplay),
    isStopped: () => newest !== undefined,
    signal: () => signal,
    hangUp: () => display?.hangUp(),
    [Symbol.dispose]() {},
  };
}
