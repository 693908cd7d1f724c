/** Tells the errors of system calls apart. */

// Numbers on Linux (errno.h) of errors for which Deno has no code.
const WITHOUT_CODE: ReadonlyMap<number, string> = new Map([
  [4, "EINTR"],
  [37, "ENOLCK"],
  [38, "ENOSYS"],
  [116, "ESTALE"],
  [117, "EUCLEAN"],
  [121, "EREMOTEIO"],
  [122, "EDQUOT"],
]);

/**
 * The code of a system call's error, `ENOSPC` for example; `errno 999` if the number has no name here.
 *
 * @returns `undefined` for other errors
 */
export function errnoOf(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === "string") return code;
  const number = typeof message === "string" ? /\(os error (\d+)\)/.exec(message)?.[1] : undefined;
  if (number === undefined) return undefined;
  return Deno.build.os === "linux" && WITHOUT_CODE.get(Number(number)) || `errno ${number}`;
}

/** Whether an error is a system call's error with this code. */
export function isErrno(error: unknown, code: string): boolean {
  return errnoOf(error) === code;
}

/**
 * Adds context to an error of the operating system. Returns other errors unchanged.
 *
 * @param context what could not be done: `cannot write the tables`
 */
export function explain(error: unknown, context: string): unknown {
  const code = errnoOf(error);
  if (code === undefined) return error;
  return Object.assign(new Error(`${context}: ${(error as Error).message}`, { cause: error }), { code });
}

const SINGLE_PATH_ERRORS: ReadonlySet<string> = new Set([
  ...["EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY", "ELOOP", "EACCES", "EPERM", "ENOENT", "ENXIO"],
]);

/** Whether an error is about the file at one path (wrong type, no permission), unlike a full disk, for example. */
export function isSinglePathError(error: unknown): boolean {
  return SINGLE_PATH_ERRORS.has(errnoOf(error) ?? "");
}

const PATH_ERRORS: ReadonlySet<string> = new Set([
  ...["EEXIST", "ENOTDIR", "EACCES", "EPERM", "EROFS", "ENAMETOOLONG", "ELOOP", "ENOENT"],
]);

/** Whether an error means that the path cannot be used (wrong path, no permission), unlike a full disk, for example. */
export function isPathError(error: unknown): boolean {
  // Deno opens /proc and /dev only with all permissions.
  return PATH_ERRORS.has(errnoOf(error) ?? "") || error instanceof Deno.errors.NotCapable;
}
