/** Mistakes on the command line. */

/** A mistake on the command line. */
export class UsageError extends Error {
  /** @param message what is wrong, and what to type instead: told as it is */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UsageError";
  }
}
