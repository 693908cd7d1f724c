/** Checks of single fields, for records of which a file can have a million. */

/** Whether a value is an integer ≥ 0. */
export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether a value is an integer ≥ 1. */
export function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** Whether a value is missing, or an integer ≥ 0. */
export function isOptionalCount(value: unknown): boolean {
  return value === undefined || isCount(value);
}

/** Whether a value is missing, or an integer ≥ 1. */
export function isOptionalPositive(value: unknown): boolean {
  return value === undefined || isPositive(value);
}

/** Whether a value is missing, or a string. */
export function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}
