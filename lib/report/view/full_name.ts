/** The name of a configuration that no other has. */
import type { Configuration } from "../model.ts";

/** The name, with the directory of the first experiment if others have the same name. */
export function fullName({ name, first }: Configuration): string {
  return first === undefined ? name : `${name} ${first}`;
}
