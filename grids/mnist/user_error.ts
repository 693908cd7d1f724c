/** What the user can mend: a wrong configuration, a damaged file. Its message stands alone, without a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
}
