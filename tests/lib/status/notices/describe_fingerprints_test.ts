import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Plan } from "../../../../lib/plan/plan.ts";
import type { Fingerprint, RecordedFingerprint, StartRecord } from "../../../../lib/run/journal_record.ts";
import { createRunTable, foldInto } from "../../../../lib/run/journal_state.ts";
import type { Stage } from "../../../../lib/run/stage.ts";
import { describeKept } from "../../../../lib/status/notices/describe_fingerprints.ts";
import { expand } from "../../expand/expand_text.ts";

function fingerprint(settings: Record<string, string>, files: Record<string, string> = {}): Fingerprint {
  return { hash: JSON.stringify([settings, files]), settings, files };
}

const A = fingerprint({ command: "python train.py {args}", seed: "1" }, { "train.py": "a" });

/** Describes a stage in which all experiments have succeeded. */
function kept(
  plan: Plan,
  now: Fingerprint,
  launches: readonly Partial<StartRecord>[],
  stage: Stage = "train",
): string[] {
  const runs = createRunTable();
  for (const [index, { id, seed }] of plan.experiments.entries()) {
    const launch = {
      time: 1,
      id,
      stage,
      launch: 1,
      ...(stage === "test" && plan.tests[0] && { test: plan.tests[0].name }),
    };
    foldInto(runs, {
      type: "start",
      ...launch,
      attempt: 1,
      ...(plan.seed === undefined && { seed: seed! }),
      ...launches[index],
    });
    foldInto(runs, { type: "end", ...launch, state: "succeeded", exit: 0, signal: null });
  }
  const fingerprints = new Map<string, RecordedFingerprint>([[A.hash, { ...A, time: 1, stage }]]);
  return describeKept({ gridDir: "g", program: "deno task", plan, runs, fingerprints, current: () => now }, stage);
}

const THREE = expand("grid_axes: {x: [1, 2, 3]}\ngrid_settings: {command: a, seed: 1}\n");

const REPEATED = expand("grid_axes: {x: [1]}\ngrid_settings: {command: a, seed: 1, experiment_repetitions: 3}\n");
const THREE_SEEDS = REPEATED.experiments.map(({ seed }) => seed).join(", ");

/** What is said about the first experiments of a plan. */
function anew({ experiments }: Plan, count: number): string {
  const ids = experiments.slice(0, count).map(({ id }) => `--only ${id}`).join(" ");
  return `--again ${ids} trains ${count === 1 ? "it" : "them"} anew`;
}

Deno.test("describeKept() counts the results of another command, and says how it differs", () => {
  const now = fingerprint({ ...A.settings, command: "python train.py {args} --epochs 60" }, A.files);
  const by = { launched_with: A.hash };
  assertEquals(kept(THREE, now, [by, by, { launched_with: now.hash }]), [
    `2 kept, made by another command: "python train.py {args}" → "python train.py {args} --epochs 60"; ${
      anew(THREE, 2)
    }`,
  ]);
  const many = expand("grid_axes: {x: [1, 2, 3, 4]}\ngrid_settings: {command: a, seed: 1}\n");
  assertStringIncludes(kept(many, now, [by, by, by, by])[0]!, "; --again --only all trains all anew");
  assertEquals(kept(THREE, now, [by], "test"), [
    '1 test kept, made by another command: "python train.py {args}" → "python train.py {args} --epochs 60"; deno task grid:test g --again tests once more',
  ]);
});

Deno.test("describeKept() says nothing about equal fingerprints, and about launches of earlier versions", () => {
  assertEquals(kept(THREE, A, [{ launched_with: A.hash }, {}]), []);
});

Deno.test("describeKept() compares the seeds that runs were given with those that they have now", () => {
  const by = { launched_with: A.hash };
  const now = fingerprint({ ...A.settings, seed: "2" }, A.files);
  const reseeded = expand("grid_axes: {x: [1, 2, 3]}\ngrid_settings: {command: a, seed: 2}\n");
  assertEquals(kept(reseeded, now, [by, by, { launched_with: now.hash }]), [
    `2 kept, made with another seed: 1 → 2; ${anew(reseeded, 2)}`,
  ]);
  // A list of seeds has no master seed.
  const list = expand("grid_axes: {x: [1]}\ngrid_settings: {command: a, seed: [5, 6, 7]}\n");
  assertEquals(kept(list, A, [{ ...by, seed: 1 }, { ...by, seed: 2 }, by]), [
    `2 kept, made with another seed: 1, 2 → 5, 6; ${anew(list, 2)}`,
  ]);
  const unseeded = fingerprint({ command: A.settings.command! }, A.files);
  assertEquals(kept(list, unseeded, [{ launched_with: unseeded.hash }, {}, {}]), []);
  // A list in place of the master seed.
  assertEquals(kept({ ...list, seed: 9 }, unseeded, [by, by, by]), [
    `3 kept, made with another seed: ${THREE_SEEDS} → 5, 6, 7; ${anew(list, 3)}`,
  ]);
});

Deno.test("describeKept() also reports launches whose fingerprint the journal has lost", () => {
  assertEquals(kept(THREE, A, [{ launched_with: "12345678" }]), [
    `1 kept, made by something else, which was not recorded; ${anew(THREE, 1)}`,
  ]);
});
