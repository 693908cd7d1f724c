import { assertEquals } from "@std/assert";
import { describeLeft } from "../../../../lib/status/notices/describe_left.ts";

Deno.test("describeLeft() names the command that follows what it left, and how to cancel it", () => {
  assertEquals(
    describeLeft({ program: "deno task", cluster: "Slurm", command: "run --on slurm", gridDir: "experiments/g" }, {
      left: 2,
      unsubmitted: 0,
      isCancelled: false,
    }),
    "2 runs queued or running on Slurm; status: deno task grid:status experiments/g; " +
      "follow, with a check of the first results: deno task grid:run --on slurm experiments/g; cancel: deno task grid:stop experiments/g",
  );
  assertEquals(
    describeLeft({ program: "deno task", cluster: "Slurm", command: "train:slurm", gridDir: "experiments/g" }, {
      left: 0,
      unsubmitted: 0,
      isCancelled: false,
    }),
    "nothing is queued or running: experiments/g",
  );
  assertEquals(
    describeLeft({ program: "deno task", cluster: "Slurm", command: "train:slurm", gridDir: "experiments/g" }, {
      left: 3,
      unsubmitted: 2,
      isCancelled: true,
    }),
    "stopped: grid:stop cancels 3 runs; status: deno task grid:status experiments/g; " +
      "continue: deno task grid:train:slurm experiments/g",
  );
});
