/** Errors in how a command was called. */

/** Thrown for an invalid command line. */
export class UsageError extends Error {
  /** @param message what is wrong and what to type instead; printed as it is */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UsageError";
  }
}
