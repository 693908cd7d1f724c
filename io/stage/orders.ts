/** The orders that a scheduler gets by signals, from before it has read anything until it has ended. */
import { type Ending, listenForSignals } from "../system/signals.ts";
import { say } from "../system/terminal.ts";

/** What a scheduler can be ordered: end the runs, kill them, or start nothing more. */
export type Order = "stop" | "kill" | "drain";

/** The orders so far, and those to come. */
export interface Orders extends Disposable {
  /** Orders something without a signal, and says why. */
  give(order: Order, message: string): void;
  /** Says something where the messages of orders are shown. */
  note(message: string): void;
  /** From now on orders are sent here; the newest of those before comes at once. */
  connect(send: (order: Order) => void): void;
  /** From now on messages of orders are shown here, and a terminal that is gone is told. */
  attach(display: OrderDisplay | undefined): void;
  /** Whether anything was ordered. */
  isStopped(): boolean;
  /** The signal that asked for the end, if one did. */
  signal(): Ending | undefined;
  /** Listens no more. */
  [Symbol.dispose](): void;
}

/** Where the messages of orders are shown. */
export interface OrderDisplay {
  note(text: string): void;
  /** The terminal is gone. */
  hangUp(): void;
}

/**
 * Listens for SIGINT, SIGTERM, SIGHUP and the signal of `grid:stop --drain`.
 *
 * @param grace seconds between SIGTERM and SIGKILL, for the message
 */
export function listenForOrders(grace: number): Orders {
  let display: OrderDisplay | undefined;
  let send: ((order: Order) => void) | undefined;
  let signal: Ending | undefined;
  let newest: Order | undefined;

  function take(order: Order, message: string): void {
    newest = order;
    note(message);
    send?.(order);
  }

  function note(message: string): void {
    if (display === undefined) say(message);
    else display.note(message);
  }

  const stopListening = listenForSignals({
    stop(name) {
      signal = name;
      take("stop", `${name}: ending the running ones; they have ${grace} s, and once more kills them now`);
    },
    kill: () => take("kill", "killing the running ones"),
    drain: () => take("drain", "nothing more is started, the running ones may end"),
    hangUp: () => display?.hangUp(),
  });
  return {
    give: take,
    note,
    connect(to) {
      send = to;
      if (newest !== undefined) to(newest);
    },
    attach: (to) => void (display = to),
    isStopped: () => newest !== undefined,
    signal: () => signal,
    [Symbol.dispose]: stopListening,
  };
}
