/** Whether a report has failures, and no trained model. */
import type { Report } from "../model.ts";

/** Whether some experiments failed, and none has a trained model: others may still be running. */
export function hasOnlyFailures({ failures, configurations }: Report): boolean {
  return failures.length > 0 && configurations.every(({ n }) => n === 0);
}
