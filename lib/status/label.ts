/** Labels of experiments and jobs in messages. */
import type { Experiment } from "../plan/plan.ts";

/** The label of an experiment, its name, repetition and id: `mlp-lr=0.1 r0 3f9c2a1b`. */
export function label(experiment: Experiment): string {
  return `${experiment.name} r${experiment.repetition} ${experiment.id}`;
}

/** The label of a job: that of its experiment, followed by the name of the test if there is one. */
export function jobLabel(experiment: Experiment, { test }: { readonly test?: string }): string {
  return test === undefined ? label(experiment) : `${label(experiment)} ${test}`;
}
