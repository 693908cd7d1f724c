/** Maps the signals that a scheduler receives to stop, kill, drain and hangup. */

/** A signal that stops a command. */
export type StopSignal = "SIGINT" | "SIGTERM";

// Under `deno task`, one Ctrl-C arrives twice within a millisecond.
const DEBOUNCE_MS = 1_000;

/** The handlers of a scheduler. */
export interface SignalHandlers {
  /** Called for the first SIGINT or SIGTERM. */
  stop(signal: StopSignal): void;
  /** Called for each further one, at least a second later. */
  kill(): void;
  /** Called for {@link DRAIN_SIGNAL}: start nothing more, and let running jobs finish. */
  drain(): void;
  /** Called for SIGHUP: the terminal was closed. Nothing stops. */
  hangUp(): void;
}

/** The signal that `grid:stop --drain` sends. */
export const DRAIN_SIGNAL = "SIGUSR1";

/**
 * Handles SIGINT and SIGTERM: the first signal stops, signals at least a second later kill.
 *
 * @param now a clock, in milliseconds
 * @returns a function to call with each of these signals
 */
export function createStopHandler(
  handlers: Pick<SignalHandlers, "stop" | "kill">,
  now: () => number,
): (signal: StopSignal) => void {
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
 * @returns a function that stops listening
 */
export function listenForSignals(handlers: SignalHandlers): () => void {
  const handle = createStopHandler(handlers, () => performance.now());
  const listeners: [Deno.Signal, () => void][] = [
    ["SIGINT", () => handle("SIGINT")],
    ["SIGTERM", () => handle("SIGTERM")],
    [DRAIN_SIGNAL, () => handlers.drain()],
    // Without a listener SIGHUP ends Deno, even if it was started with SIGHUP ignored (nohup).
    ["SIGHUP", () => handlers.hangUp()],
  ];
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  };
}

/**
 * Runs a function that SIGINT or SIGTERM aborts.
 *
 * @param run receives an abort signal; throws its reason when aborted
 * @returns the result of `run`, or the name of the signal that aborted it
 */
export async function untilSignal<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T | StopSignal> {
  const controller = new AbortController();
  const stopListening = listenForSignals({
    stop: (signal) => controller.abort(signal),
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
