/** The keys of the flags that change a grid (`--set KEY=VALUE`), and flags that contradict each other. */
import type { Problem } from "../../messages/problem.ts";

/** The key of `KEY=VALUE`. `section.~key=`, which removes a key, is about the same key as `section.key=1`. */
export function flagKey(text: string): string {
  return text.slice(0, text.indexOf("=")).trim().replace(/(^|\.)~(?=[^.]*$)/, "$1");
}

/**
 * The problems with flags of one command that contradict each other.
 *
 * @returns an error for each key that `--axis` and `--set` both name
 */
export function checkContradictions(
  { set, axis }: { readonly set: readonly string[]; readonly axis: readonly string[] },
): Problem[] {
  return axis.flatMap((text): Problem[] => {
    const other = set.find((other) => flagKey(other) === flagKey(text));
    if (other === undefined) return [];
    const message = `--set ${other} would leave the axis only that value: give one of them`;
    return [{ severity: "error", source: `--axis ${text}`, message }];
  });
}
