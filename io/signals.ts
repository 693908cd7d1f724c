/** Signals, as a scheduler takes them. */

/** Which signal asked for the end. */
export type Ending = "SIGINT" | "SIGTERM";

// Ctrl-C under `deno task` arrives twice within a millisecond.
const DEBOUNCE_MS = 1_000;

/**
 * Listens for SIGINT and SIGTERM: the first calls `stop`, a second one at least a second later `kill`. SIGHUP, a terminal that
 * is closed, ends nothing.
 *
 * @returns stops listening
 */
export function listenForSignals(stop: (signal: Ending) => void, kill: () => void): () => void {
  let first: number | undefined;
  const handlers = (["SIGINT", "SIGTERM"] as const).map((signal) => {
    const handler = () => {
      const now = performance.now();
      if (first === undefined) {
        first = now;
        stop(signal);
      } else if (now - first >= DEBOUNCE_MS) kill();
    };
    return [signal, handler] as const;
  });
  // Without a listener Deno dies of it, even where it was inherited as ignored (nohup).
  const all = [...handlers, ["SIGHUP", () => {}] as const];
  for (const [signal, handler] of all) Deno.addSignalListener(signal, handler);
  return () => {
    for (const [signal, handler] of all) Deno.removeSignalListener(signal, handler);
  };
}
