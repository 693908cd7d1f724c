/// <reference lib="dom" />
/** The address of the page: `#SECTION?STATE`. */

/** The parts of the fragment. */
export interface Fragment {
  /** The id of a section, or empty. */
  readonly section: string;
  /** The state; absent in links to sections. */
  readonly state?: string;
}

export function readAddress(): Fragment {
  const [section = "", ...state] = location.hash.slice(1).split("?");
  return { section, ...(state.length > 0 && { state: state.join("?") }) };
}

/** Puts the state into the address, without a new entry in the history. */
export function writeAddress(state: string): void {
  const { section } = readAddress();
  const fragment = `#${section}${state === "" ? "" : `?${state}`}`;
  if (fragment === (location.hash || "#")) return;
  try {
    history.replaceState(null, "", fragment);
  } catch {
    // Embedded pages may have no separate address.
  }
}
