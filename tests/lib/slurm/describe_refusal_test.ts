import { assertEquals } from "@std/assert";
import type { JobOptions } from "../../../lib/cluster/plan_arrays.ts";
import { describeRefusal } from "../../../lib/cluster/refusal.ts";
import { DEFAULT_SETTINGS, parseSettings } from "../../../lib/grid/settings/parse_settings.ts";
import { sbatchOptions, settingOfOption } from "../../../lib/slurm/sbatch_options.ts";
import { SLURM } from "../../../lib/slurm/slurm.ts";
import { yaml } from "../expand/expand_text.ts";

const DEFAULT = sbatchOptions(DEFAULT_SETTINGS) as JobOptions;

Deno.test("a refusal names the options to blame, and what an unknown one may stand for", () => {
  const options: JobOptions = {
    ...DEFAULT,
    words: ["--mem=1G", "--mem-per-cpu=2G", "--partion=main"],
    dependency: "afterok:1",
  };
  const describe = (names: string[]) => describeRefusal(SLURM, options, { options: names, message: "no" }, {});
  assertEquals(describe(["mem"]), "sbatch refuses --mem=1G: no");
  assertEquals(describe(["mem", "mem-per-cpu"]), "sbatch refuses --mem=1G with --mem-per-cpu=2G: no");
  assertEquals(describe(["partion"]), 'sbatch refuses --partion=main: no, did you mean "partition"?');
  assertEquals(describe(["dependency"]), "sbatch refuses --dependency=afterok:1: no");
});

Deno.test("a refusal without an option to blame shows all of them, and the user's defaults", () => {
  const describe = (environment: Record<string, string>, words: string[] = []) =>
    describeRefusal(SLURM, { ...DEFAULT, words }, { options: [], message: "no" }, environment);
  assertEquals(describe({ HOME: "/h" }), "sbatch refuses the jobs: no");
  assertEquals(
    describe({ SBATCH_PARTITION: "old" }, ["--time=5"]),
    "sbatch refuses the jobs (--time=5 SBATCH_PARTITION=old): no",
  );
});

Deno.test("an option of sbatch is traced to the setting that it comes from", () => {
  const trace = (text: string, ...options: string[]) => {
    const settings = parseSettings(yaml(`{${text}}`), "grid", (_, message) => {
      throw new Error(message);
    });
    return options.map((option) => settingOfOption(settings, option));
  };
  assertEquals(
    trace(
      "slurm: {time_min: 5, mem: 1G}, memory_per_run: 1GiB, cpus_per_run: 2",
      ...["time-min", "mem", "time", "gres", "cpus-per-task", ""],
    ),
    ["slurm.time_min", "slurm.mem", "timeout", "gpus_per_run", "cpus_per_run", "slurm"],
  );
  assertEquals(trace("memory_per_run: 1GiB, slots_per_job: 2", "mem", "cpus-per-task"), [
    "memory_per_run",
    "slots_per_job",
  ]);
  assertEquals(trace("runs_per_gpu: 2", "cpus-per-task"), ["runs_per_gpu"]);
});
