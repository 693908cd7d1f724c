/** Requires selectors to select a single experiment. */
import { InputError } from "../../messages/problem.ts";
import { shorten } from "../../messages/text/shorten.ts";
import type { Experiment, Plan } from "../plan.ts";

const MAX_SHOWN = 8;
const MAX_NAME = 100;

/**
 * The only experiment that is selected.
 *
 * @param selected indices of experiments, at least one
 * @param source what the message begins with
 * @throws {InputError} if there are several, with what selects each of them
 */
export function singleExperiment(
  plan: Plan,
  selected: ReadonlySet<number>,
  selectors: readonly string[],
  source: string,
): Experiment {
  const experiments = Array.from(selected, (index) => plan.experiments[index]!);
  if (experiments.length === 1) return experiments[0]!;
  const shown = experiments.slice(0, MAX_SHOWN).map(({ id, name, repetition }) =>
    `  ${id}  ${shorten(name, MAX_NAME)} r${repetition}`
  );
  const more = experiments.length > MAX_SHOWN ? [`  … and ${experiments.length - MAX_SHOWN} more`] : [];
  const given = selectors.length === 0 ? "the grid has" : `${selectors.join(" ")} selects`;
  const message = [`${given} ${experiments.length} experiments: choose one`, ...shown, ...more].join("\n");
  throw new InputError([{ severity: "error", source, message }]);
}
