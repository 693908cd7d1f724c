/** Experiments and jobs as people name them. */
import type { Experiment } from "../plan/plan.ts";

/** An experiment as people name it: `mlp-lr=0.1 r0 3f9c2a1b`. */
export function label(experiment: Experiment): string {
  return `${experiment.name} r${experiment.repetition} ${experiment.id}`;
}

/** A job as people name it: its experiment, and its test where there are several. */
export function jobLabel(experiment: Experiment, { test }: { readonly test?: string }): string {
  return test === undefined ? label(experiment) : `${label(experiment)} ${test}`;
}
