import { assertEquals } from "@std/assert";
import { describeLeft } from "../../../lib/status/describe_arrays.ts";

Deno.test("describeLeft() names the command that follows what it left, and how to cancel it", () => {
  assertEquals(
    describeLeft({ program: "deno task", command: "run --on slurm", gridDir: "experiments/g" }, {
      left: 2,
      unsubmitted: 0,
    }),
    "2 runs queued or running on Slurm; status: deno task grid:status experiments/g; " +
      "follow: deno task grid:run --on slurm experiments/g; cancel: deno task grid:stop experiments/g",
  );
  assertEquals(
    describeLeft({ program: "deno task", command: "train:slurm", gridDir: "experiments/g" }, {
      left: 0,
      unsubmitted: 0,
    }),
    "nothing is queued or running: experiments/g",
  );
});
