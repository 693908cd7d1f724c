/** Finds out which runs take as long as each other. */
import type { Plan } from "../plan/plan.ts";
import { configurationNames } from "../plan/repetitions.ts";
import type { Job } from "./state.ts";

/** Of which experiment, and which of its tests, a job is. */
export type Subject = Pick<Job, "experiment" | "test">;

/** Which runs take as long as each other: those of one configuration and, in tests, of one name. */
export interface Kins {
  /** The number of the kin of a run. */
  of(subject: Subject): number;
  /** The index of the first repetition of an experiment's configuration. */
  firstOf(experiment: number): number;
}

/** Groups the runs of a plan. */
export function createKins({ experiments }: Plan): Kins {
  const names = configurationNames(experiments.filter(({ dropped }) => !dropped));
  let present = 0;
  const numbers = new Map<string, number>();
  const firsts: number[] = [];
  const configurations = experiments.map(({ dropped }, index) => {
    // An experiment that was dropped is of its own kin.
    if (dropped) return firsts.push(index) - 1;
    const name = names[present++]!;
    const number = numbers.get(name) ?? firsts.push(index) - 1;
    numbers.set(name, number);
    return number;
  });
  const tests = new Map<string, number>();
  return {
    of({ experiment, test }) {
      const configuration = configurations[experiment]!;
      if (test === undefined) return configuration;
      const index = tests.get(test) ?? tests.size;
      tests.set(test, index);
      return firsts.length * (index + 1) + configuration;
    },
    firstOf: (experiment) => firsts[configurations[experiment]!]!,
  };
}
