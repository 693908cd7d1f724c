/** The packed form of the values of single runs: `data-runs`. */
import type { RunValues } from "../model.ts";
import { joinIndices, splitIndices } from "./indices.ts";

/** The lists to pack. */
export function listRunValues({ configuration, repetition, seconds, columns }: RunValues): Float32Array[] {
  return [...splitIndices(configuration), Float32Array.from(repetition), seconds, ...columns];
}

/** The inverse of {@link listRunValues}. */
export function readRunValues(lists: readonly Float32Array[]): RunValues {
  const [high, low, repetition, seconds, ...columns] = lists;
  if (seconds === undefined) throw new RangeError("the values of runs are incomplete");
  return { configuration: joinIndices(high!, low!), repetition: Array.from(repetition!), seconds, columns };
}
