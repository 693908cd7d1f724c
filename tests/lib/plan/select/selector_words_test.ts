import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Experiment } from "../../../../lib/plan/plan.ts";
import { selectExperiments } from "../../../../lib/plan/select.ts";
import { selectorsOf } from "../../../../lib/plan/selector_words.ts";
import { label } from "../../../../lib/status/label.ts";
import { experimentDir } from "../../../../lib/store/layout.ts";
import { expand } from "../../expand/expand_text.ts";

const PLAN = expand(`
grid_axes: {lr: [0.1, 0.01], act: [relu, r1, "a b"]}
grid_settings: {command: 'run {seed}', experiment_repetitions: 2}
`);

const experiments = fc.constantFrom(...PLAN.experiments);

function select(words: readonly string[]): Experiment[] {
  const selected = selectExperiments(PLAN, selectorsOf(words), { dirOf: experimentDir });
  return [...selected!].map((index) => PLAN.experiments[index]!);
}

Deno.test("what a table calls an experiment selects it, as one word and as the words of a command line", () => {
  fc.assert(fc.property(experiments, (experiment) => {
    const text = label(experiment);
    for (const words of [[text], text.split(" "), `${text}:`.split(" "), text.split(" ").slice(0, 2)]) {
      assertEquals(select(words), [experiment], words.join(" "));
    }
  }));
});

Deno.test("an id, any unique beginning of it, and the directory with any path in front select one experiment", () => {
  const paths = fc.constantFrom("", "./", "experiments/g_20261125_010203/", "/home/a b/x/");
  fc.assert(fc.property(experiments, fc.integer({ min: 4, max: 8 }), paths, (experiment, digits, path) => {
    const start = experiment.id.slice(0, digits);
    assertEquals(select([start]), PLAN.experiments.filter(({ id }) => id.startsWith(start)));
    assertEquals(select([`${path}${experimentDir(experiment)}`]), [experiment]);
    assertEquals(select([`${path}${experimentDir(experiment)}/`]), [experiment]);
  }));
});

Deno.test("the labels of several experiments select all of them, and other words remain as they are", () => {
  fc.assert(fc.property(fc.uniqueArray(experiments, { minLength: 1 }), (chosen) => {
    const words = chosen.flatMap((experiment) => label(experiment).split(" "));
    assertEquals(new Set(select(words)), new Set(chosen));
  }));
  fc.assert(fc.property(fc.array(fc.string().filter((word) => !/^r\d+:?$/.test(word))), (words) => {
    assertEquals(selectorsOf(words), words);
  }));
});
