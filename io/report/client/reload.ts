/// <reference lib="dom" />
/** Loads the page again while its grid runs. */

/**
 * Loads the page again and again, but not while the reader types.
 *
 * @param seconds nothing happens if it is not a positive number
 * @param prepare called before
 */
export function reloadEvery(seconds: number, prepare: () => void): void {
  if (!(seconds > 0)) return;
  setInterval(() => {
    if (document.hidden || document.activeElement instanceof HTMLInputElement) return;
    prepare();
    location.reload();
  }, seconds * 1000);
}
