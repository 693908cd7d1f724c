import { assertEquals } from "@std/assert";
import { suggestPacking } from "../../../../lib/status/notices/describe_submission.ts";

const RUNS = { succeeded: 100, spent: 200_000, started: 100, waited: 3_000_000, runsPerJob: 1 };

Deno.test("short runs that wait longer than they take should share elements", () => {
  assertEquals(
    suggestPacking(RUNS),
    "runs took 2.0s and waited 30s on average: with runs_per_job: 100 in grid_settings, an element of the job array " +
      "takes up to 100 of them",
  );
  assertEquals(suggestPacking({ ...RUNS, succeeded: 1_000, spent: 2e6 })?.includes("runs_per_job: 300 "), true);
});

Deno.test("long runs, runs that hardly wait, and runs that share elements already are left alone", () => {
  const others = [{ spent: 2_000_000 }, { waited: 100_000 }, { runsPerJob: 2 }, { succeeded: 1 }, { started: 0 }];
  for (const other of others) assertEquals(suggestPacking({ ...RUNS, ...other }), undefined, JSON.stringify(other));
});
