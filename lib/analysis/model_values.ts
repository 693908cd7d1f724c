/** The numbers of one trained model, by group and index of their names. */
import { type ExperimentResult, type Fields, NO_VALUE } from "../results/experiment_result.ts";
import { parseNumber } from "../results/parse_number.ts";
import { type ResultNames, summarizedName } from "./result_names.ts";
import { statisticsOf } from "./statistics.ts";

/** Values by group and index of the name: a number, `null` if not a number, `undefined` if missing. */
export type Model = readonly (readonly (number | null | undefined)[])[];

const OF_RUN =
  /(^|[^a-z])(time|timestamp|seconds|secs|duration|elapsed|runtime|walltime|throughput|memory|pid)([^a-z]|$)/i;

/** Whether a result is of the run rather than of its model, such as its duration: it differs even if a run is repeated. */
export function isOfRun(name: string): boolean {
  return OF_RUN.test(name);
}

/**
 * Whether there are several models, with the same numbers, and at least one.
 *
 * @param compared indices of the results of each group
 */
export function areEqual(models: readonly Model[], compared: readonly (readonly number[])[]): boolean {
  const [first, ...others] = models.map((model) =>
    compared.map((indices, group) => indices.map((i) => model[group]![i]))
  );
  if (first === undefined || others.length === 0 || !first.flat().some((value) => typeof value === "number")) {
    return false;
  }
  return others.every((model) =>
    model.every((values, group) => values.every((value, index) => Object.is(value, first[group]![index])))
  );
}

/** The values of a trained model. Those of its tests are averaged. */
export function modelOf({ training, validation, tests }: ExperimentResult, names: ResultNames): Model {
  const valuesOf = new Map<string, (number | null)[]>();
  for (const test of tests) {
    for (const name of test.results.keys()) {
      const value = valueOf(test.results, name);
      if (value === undefined) continue;
      const key = summarizedName(names, test, name);
      valuesOf.set(key, valuesOf.get(key) ?? []);
      valuesOf.get(key)!.push(value);
    }
  }
  return [
    Array.from(names.training, (key) => valueOf(training.results, key)),
    Array.from(names.validation, (key) => valueOf(validation, key)),
    Array.from(names.summarizedTest.keys(), (key) => {
      const values = valuesOf.get(key) ?? [];
      if (values.length < 2 || values.includes(null)) return values.includes(null) ? null : values[0];
      return statisticsOf(values as number[]).mean;
    }),
  ];
}

function valueOf(fields: Fields, key: string): number | null | undefined {
  const text = fields.get(key);
  return text === undefined || text === "" || text === NO_VALUE ? undefined : parseNumber(text) ?? null;
}
