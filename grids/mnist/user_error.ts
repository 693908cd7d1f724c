/** An error that the user can fix, such as an invalid configuration or a corrupt file. Shown without a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
}
