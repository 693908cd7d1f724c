/** Values of parameters that are numbers. */

/** Whether a value is a number: it is drawn and sorted as one. */
export function isNumber(value: string): boolean {
  return value.trim() !== "" && !Number.isNaN(Number(value));
}
