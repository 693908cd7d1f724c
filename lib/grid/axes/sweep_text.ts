/** Recognizes lists of values as users of Hydra type them on the command line: `lr=0.1,0.01`. */

/**
 * The values of a list that is typed as in Hydra: `0.1,0.01` or `choice(0.1,0.01)`.
 *
 * @returns at least two values; `undefined` if the text is not such a list
 */
export function sweepValues(text: string): string[] | undefined {
  const list = /^choice\((.*)\)$/.exec(text.trim())?.[1] ?? text;
  const values = list.split(",").map((value) => value.trim());
  return values.length > 1 && values.every((value) => /^[\w.+/@%-]+$/.test(value)) ? values : undefined;
}

/** The flag for an axis: `--axis 'lr=[0.1, 0.01]'`. */
export function axisFlag(key: string, values: readonly string[]): string {
  return `--axis '${key}=[${values.join(", ")}]'`;
}
