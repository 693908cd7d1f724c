/** Looks now and then whether a lock is still there. */
import type { HeldLock } from "./lock.ts";

const WATCH_MS = 1_000;

// A scheduler that is refused, and a resume that is only tried, hold a new lock for a moment.
const TAKEN_LOOKS = 3;

/**
 * Watches a lock, until another scheduler has it.
 *
 * @param tell called when it was removed and is locked again, and when another has had it for three looks
 * @param interval milliseconds between two looks
 * @returns ends that
 */
export function watchLock(
  lock: Pick<HeldLock, "check">,
  tell: (state: "restored" | "taken") => void,
  interval = WATCH_MS,
): () => void {
  let taken = 0;
  const timer = setInterval(() => {
    const state = checkLock(lock);
    taken = state === "taken" ? taken + 1 : 0;
    if (state === "restored") tell(state);
    if (taken < TAKEN_LOOKS) return;
    clearInterval(timer);
    tell("taken");
  }, interval);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

// A directory that cannot be read says nothing of its lock.
function checkLock(lock: Pick<HeldLock, "check">): ReturnType<HeldLock["check"]> {
  try {
    return lock.check();
  } catch {
    return "held";
  }
}
