/** The orders of `grid:status --sort`. */

/** The longest first, the newest first, by name, by state with what is running first. */
export const SORT_KEYS = ["duration", "started", "ended", "name", "state"] as const;

/** An order. */
export type SortKey = typeof SORT_KEYS[number];
