import { assertEquals } from "@std/assert";
import type { JobOptions } from "../../../../lib/cluster/plan_arrays.ts";
import { DEFAULT_SETTINGS } from "../../../../lib/grid/settings/parse_settings.ts";
import { sbatchOptions } from "../../../../lib/slurm/sbatch_options.ts";
import { SLURM } from "../../../../lib/slurm/slurm.ts";
import { describeAnswer, describeSubmission } from "../../../../lib/status/notices/describe_submission.ts";

const OPTIONS = sbatchOptions(DEFAULT_SETTINGS) as JobOptions;

function array(after: number | undefined) {
  return { options: OPTIONS, launches: [0, 1], elements: 2, concurrent: 1, after };
}

Deno.test("the submissions of later stages go on with the numbers of those before", () => {
  const numbers = (first?: number) =>
    describeSubmission([array(undefined), array(0)], "a b", first).map((line) =>
      [...line.matchAll(/gw-ID-\d+|JOB_\d+|slurm\/\d+\/element\.sh|\d+$/g)].map(([text]) => text).join(" ")
    );
  assertEquals(numbers(), ["gw-ID-1 slurm/1/element.sh 1", "gw-ID-2 JOB_1 slurm/2/element.sh 2"]);
  assertEquals(numbers(3), ["gw-ID-3 slurm/3/element.sh 3", "gw-ID-4 JOB_3 slurm/4/element.sh 4"]);
});

Deno.test("the answer of Slurm about a command is the worst of those about its stages", () => {
  const accepted = { kind: "accepted" } as const;
  assertEquals(
    describeAnswer(SLURM, [accepted, accepted]),
    "Slurm would accept these jobs (asked with sbatch --test-only)",
  );
  assertEquals(
    describeAnswer(SLURM, [accepted, { kind: "full", message: "no room" }]),
    "Slurm takes no more jobs now (no room): what fits would be queued",
  );
  assertEquals(describeAnswer(SLURM, [{ kind: "missing", message: "no sbatch" }]), "not checked by Slurm: no sbatch");
});
