/** A task with what its commands see. */
import type { PreparedTask } from "../prepare.ts";
import type { Sight } from "./sight.ts";

/** A task with what each of its runs sees. */
export interface TaskSights {
  readonly prepared: PreparedTask;
  /** Of the training, then of the tests. */
  readonly sights: readonly Sight[];
}
