/** Signals, as a scheduler takes them. */

/** Which signal asked for the end. */
export type Ending = "SIGINT" | "SIGTERM";

// Ctrl-C under `deno task` arrives twice within a millisecond.
const DEBOUNCE_MS = 1_000;

/** What a scheduler does on signals. */
export interface SignalHandlers {
  /** The first SIGINT or SIGTERM. */
  stop(signal: Ending): void;
  /** A second one, at least a second later. */
  kill(): void;
  /** {@link DRAIN_SIGNAL}: no new starts, the running ones end by themselves. */
  drain(): void;
  /** SIGHUP: the terminal is gone, which ends nothing. */
  hangUp(): void;
}

/** What `grid:stop --drain` sends. */
export const DRAIN_SIGNAL = "SIGUSR1";

/**
 * Decides what a SIGINT or a SIGTERM asks for: the first one stops, one that comes at least a second later kills.
 *
 * @param now a clock, in milliseconds
 * @returns takes each of these signals as it arrives
 */
export function createStopOrder(
  handlers: Pick<SignalHandlers, "stop" | "kill">,
  now: () => number,
): (signal: Ending) => void {
  let first: number | undefined;
  return (signal) => {
    const time = now();
    if (first === undefined) {
      first = time;
      handlers.stop(signal);
    } else if (time - first >= DEBOUNCE_MS) handlers.kill();
  };
}

/**
 * Listens for signals.
 *
 * @returns stops listening
 */
export function listenForSignals(handlers: SignalHandlers): () => void {
  const order = createStopOrder(handlers, () => performance.now());
  const listeners: [Deno.Signal, () => void][] = [
    ["SIGINT", () => order("SIGINT")],
    ["SIGTERM", () => order("SIGTERM")],
    [DRAIN_SIGNAL, () => handlers.drain()],
    // Without a listener Deno dies of it, even where it was inherited as ignored (nohup).
    ["SIGHUP", () => handlers.hangUp()],
  ];
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  };
}

/**
 * Runs something that a first SIGINT or SIGTERM breaks off.
 *
 * @param run throws the signal's reason then
 * @returns what it returns, or which signal came
 */
export async function untilSignal<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T | Ending> {
  const controller = new AbortController();
  const stopListening = listenForSignals({
    stop: (ending) => controller.abort(ending),
    kill() {},
    drain() {},
    hangUp() {},
  });
  try {
    return await run(controller.signal);
  } catch (error) {
    if (error === controller.signal.reason) return controller.signal.reason;
    throw error;
  } finally {
    stopListening();
  }
}
