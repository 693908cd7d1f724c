import { assertEquals, assertMatch } from "@std/assert";
import type { JobOptions } from "../../../lib/cluster/plan_arrays.ts";
import { parseSettings } from "../../../lib/grid/settings/parse_settings.ts";
import { controllerWords, sbatchOptions } from "../../../lib/slurm/sbatch_options.ts";
import { tryExpand, yaml } from "../expand/expand_text.ts";

function readOptions(text: string): JobOptions {
  const options = sbatchOptions(parseSettings(yaml(`{${text}}`), "grid", (_, message) => {
    throw new Error(message);
  }));
  if (Array.isArray(options)) throw new Error(options.map(({ message }) => message).join("\n"));
  return options;
}

function words(text: string): string {
  return readOptions(text).words.join(" ");
}

Deno.test("options of the grid file are passed to sbatch as written", () => {
  assertEquals(
    words("slurm: {partition: gpu, constraint: a100|h100, nodes: 1-2, comment: 'a \"b\"'}"),
    [
      ...["--partition=gpu", "--constraint=a100|h100", "--nodes=1-2", '--comment=a "b"'],
    ].join(" "),
  );
  assertEquals(words("slurm: {cpus_per_task: 3, mail-user: a@b}"), "--cpus-per-task=3 --mail-user=a@b");
  assertEquals(
    words("slurm: {exclusive: , hold: true, contiguous: '', overcommit: false}"),
    "--exclusive --hold --contiguous",
  );
  assertEquals(words("slurm: {exclusive: user, licenses: 'true'}"), "--exclusive=user --licenses=true");
});

Deno.test("durations become minutes and sizes megabytes, rounded up; what sbatch understands is left alone", () => {
  const time = (value: string) => words(`slurm: {time: ${value}}`);
  assertEquals([time("2h"), time("90s"), time("1d12h"), time("1m")], [
    "--time=120",
    "--time=2",
    "--time=2160",
    "--time=1",
  ]);
  for (const own of ["30", "0:30", "2:00:00", "1-12", "UNLIMITED"]) assertEquals(time(own), `--time=${own}`);
  const memory = (value: string) => words(`slurm: {mem: ${value}}`);
  assertEquals([memory("1.5GiB"), memory("500MB"), memory("1B")], ["--mem=1536M", "--mem=477M", "--mem=1M"]);
  for (const own of ["1536", "32G", "0"]) assertEquals(memory(own), `--mem=${own}`);
  assertEquals(
    words("slurm: {mem_per_cpu: 2GiB, tmp: 1TiB, time_min: 1h}"),
    "--mem-per-cpu=2048M --tmp=1048576M --time-min=60",
  );
  assertEquals(words("slurm: {qos: 2h, account: 8GiB}"), "--qos=2h --account=8GiB", "only options that take them");
});

Deno.test("limits of runs become limits of an element", () => {
  assertEquals(words("retries: 0"), "");
  assertEquals(
    words("slurm: {partition: gpu}, gpus_per_run: 1, cpus_per_run: 8, memory_per_run: 32GiB, timeout: 4h"),
    "--partition=gpu --gres=gpu:1 --cpus-per-task=8 --mem=32768M --time=241",
  );
  assertEquals(words("timeout: 50, retries: 2"), "--time=3", "three attempts with their grace");
  assertEquals(words("timeout: 50, runs_per_job: 5"), "--time=5");
  assertEquals(words("timeout: 50, runs_per_job: 5, slots_per_job: 2, cpus_per_run: 1"), "--cpus-per-task=2 --time=3");
  assertEquals(words("memory_per_run: 1GiB, runs_per_job: 4, slots_per_job: 3"), "--cpus-per-task=3 --mem=3072M");
});

Deno.test("an element asks for whole CPUs: the sum over its slots, rounded up", () => {
  assertEquals(words("cpus_per_run: 0.25"), "--cpus-per-task=1");
  assertEquals(words("cpus_per_run: 1.5"), "--cpus-per-task=2");
  assertEquals(words("cpus_per_run: 0.25, runs_per_job: 100, slots_per_job: 8"), "--cpus-per-task=2");
  assertEquals(words("cpus_per_run: 0.1, runs_per_job: 100, slots_per_job: 30"), "--cpus-per-task=3", "0.1 · 30 > 3");
  assertEquals(words("cpus_per_run: 0.1, runs_per_job: 100, slots_per_job: 31"), "--cpus-per-task=4");
});

Deno.test("an element asks for the GPUs of its slots, and only if gpus_per_run is set", () => {
  assertEquals(words("gpus_per_run: 2"), "--gres=gpu:2");
  assertEquals(words("gpus_per_run: 1, runs_per_job: 4, slots_per_job: 2"), "--gres=gpu:2");
  assertEquals(words("gpus_per_run: 1, runs_per_gpu: 2, runs_per_job: 4"), "--gres=gpu:1");
  assertEquals(words("gpus_per_run: 2, runs_per_gpu: 2, runs_per_job: 9, slots_per_job: 3"), "--gres=gpu:4");
  assertEquals(words("runs_per_gpu: 2, runs_per_job: 4"), "--cpus-per-task=2");
});

Deno.test("the slots of an element are limited by its runs and by max_concurrent_runs", () => {
  assertEquals(readOptions("runs_per_gpu: 4").slots, 1);
  assertEquals(readOptions("runs_per_gpu: 4, runs_per_job: 3").slots, 3);
  assertEquals(readOptions("runs_per_gpu: 4, runs_per_job: 50").slots, 4);
  assertEquals(readOptions("slots_per_job: 8, runs_per_job: 50, max_concurrent_runs: 3").slots, 3);
});

Deno.test("an option of the grid file replaces the ones that it excludes", () => {
  const limits = "gpus_per_run: 1, cpus_per_run: 2, memory_per_run: 1GiB, timeout: 1h";
  assertEquals(words(`${limits}, slurm: {time: 5h}`), "--time=300 --gres=gpu:1 --cpus-per-task=2 --mem=1024M");
  assertEquals(
    words(`${limits}, slurm: {mem_per_gpu: 9G}`),
    "--mem-per-gpu=9G --gres=gpu:1 --cpus-per-task=2 --time=61",
  );
  assertEquals(words(`${limits}, slurm: {gpus: 'a100:1'}`), "--gpus=a100:1 --cpus-per-task=2 --mem=1024M --time=61");
  assertEquals(words(`${limits}, slurm: {mem: false, time: no, gres: false, cpus-per-task: false}`), "");
  assertEquals(readOptions("").defaults, ["--requeue", "--propagate=NONE"]);
  const own = readOptions("slurm: {no_requeue: , propagate: STACK}");
  assertEquals([own.words, own.defaults], [["--no-requeue", "--propagate=STACK"], []]);
});

Deno.test("a job name and a dependency are combined with those of the submission", () => {
  const { words, jobName, dependency } = readOptions("slurm: {job-name: vit, dependency: 'afterok:12', qos: a}");
  assertEquals([words, jobName, dependency], [["--qos=a"], "vit", "afterok:12"]);
});

function problems(slurm: string, more = ""): readonly string[] {
  return tryExpand(`grid_axes: {x: [1]}\ngrid_settings:\n  command: r {args}\n${more}  slurm:\n${slurm}`).messages;
}

Deno.test("an option that cannot be set is an error with its position and what to use instead", () => {
  for (
    const option
      of "array output error input uid gid chdir wrap wait signal parsable open-mode test-only clusters help version"
        .split(" ")
  ) {
    const [message, ...others] = problems(`    partition: gpu\n    ${option}: 1\n`);
    assertEquals(others, []);
    assertEquals(message?.split(": ").slice(0, 3), [
      "grid.yaml:6:5",
      '"slurm"',
      `the option "${option}" cannot be set`,
    ]);
  }
  assertEquals(problems("    array: 0-3\n"), [
    'grid.yaml:5:5: "slurm": the option "array" cannot be set: use max_concurrent_runs and runs_per_job',
  ]);
  assertEquals(problems("    open_mode: truncate\n").length, 1);
});

Deno.test("names that sbatch would read as another option are errors", () => {
  assertEquals(problems("    out: x\n    p: gpu\n    --qos: a\n    a=b: c\n"), [
    'grid.yaml:5:5: "slurm": "out" is short for "output": write the name of an option in full',
    ...[["6", "p"], ["7", "--qos"], ["8", "a=b"]].map(([line, name]) =>
      `grid.yaml:${line}:5: "slurm": "${name}" is not the long name of an sbatch option, such as partition or cpus-per-task`
    ),
  ]);
  assertEquals(problems("    cpus-per-task: 1\n    cpus_per_task: 2\n"), [
    'grid.yaml:5:5: "slurm": "cpus-per-task" and "cpus_per_task" are the same option: give one of them',
    'grid.yaml:6:5: "slurm": "cpus_per_task" and "cpus-per-task" are the same option: give one of them',
  ]);
  assertEquals(problems("    requeue: yes\n    no_requeue:\n"), [
    'grid.yaml:5:5: "slurm": "requeue" and "no_requeue" exclude each other: give one of them',
    'grid.yaml:6:5: "slurm": "no_requeue" and "requeue" exclude each other: give one of them',
  ]);
  assertEquals(problems("    requeue: yes\n    no_requeue: no\n"), []);
  assertEquals(problems("    job-name:\n    requeue: false\n"), [
    'grid.yaml:5:5: "slurm": the option "job-name" needs a value',
    'grid.yaml:6:5: "slurm": write "no-requeue: true" to turn requeueing off',
  ]);
});

Deno.test("an option that needs a value and has none is an error: it would take the next argument", () => {
  assertEquals(problems('    partition: on\n    comment:\n    qos: ""\n    hold:\n    nice: yes\n    future:\n'), [
    'grid.yaml:5:5: "slurm": the option "partition" needs a value, got true: put "yes" or "on" in quotes',
    ...[["6", "comment"], ["7", "qos"]].map(([line, name]) =>
      `grid.yaml:${line}:5: "slurm": the option "${name}" needs a value`
    ),
  ]);
  assertEquals(words("slurm: {partition: false, job_name: no, hold: , nice: yes}"), "--hold --nice");
});

Deno.test("abbreviations are errors: sbatch would take the option that follows from another setting", () => {
  assertEquals(
    problems("    cpus-per-t: 1\n    cpus: 1\n    part: gpu\n    nodes: 1\n    new-option: 1\n"),
    [
      ...[["5", "cpus-per-t", '"cpus-per-task"'], ["6", "cpus", '"cpus-per-gpu" or "cpus-per-task"']],
      ["7", "part", '"partition"'],
    ].map(([line, name, full]) =>
      `grid.yaml:${line}:5: "slurm": "${name}" is short for ${full}: write the name of an option in full`
    ),
  );
});

Deno.test("time limits that sbatch would misread are errors", () => {
  for (const time of ["-5", "9999999999", "2h30", "1.5", "400y", "40000d", "99999-0", "999999999:00:00"]) {
    const [message, ...others] = problems(`    time: ${time}\n`);
    assertEquals(others, []);
    assertMatch(message!, /^grid.yaml:5:5: "slurm": "time": expected (a time limit|at most 36525 days)/, time);
  }
  for (const time of ["0", "90", "0:30", "2:00:00", "1-12", "1-12:30:00", "4-", "2h30m", "unlimited", "INFINITE"]) {
    assertEquals(problems(`    time_min: ${time}\n`), [], time);
  }
  assertEquals(words("timeout: 99999999d"), "--time=52596000");
});

Deno.test("values with line breaks and names that are too long are errors", () => {
  assertEquals(problems('    partition: |\n      gpu\n    job_name: "a\\tb"\n    comment: "é \'"\n'), [
    'grid.yaml:5:5: "slurm": the value of "partition" has a line break or another control character',
    'grid.yaml:7:5: "slurm": the value of "job_name" has a line break or another control character',
  ]);
  assertEquals(problems(`    job_name: ${"x".repeat(101)}\n`), [
    'grid.yaml:5:5: "slurm": the value of "job_name" has 101 characters, expected at most 100',
  ]);
});

Deno.test("runs of several tasks have their job to themselves", () => {
  const slots = "  runs_per_job: 4\n  slots_per_job: 2\n";
  assertEquals(problems("    nodes: 1-2\n    ntasks: 1\n    ntasks_per_node: 4\n", slots), [
    ...[["7", "nodes: 1-2"], ["9", "ntasks_per_node: 4"]].map(([line, option]) =>
      `grid.yaml:${line}:5: "slurm": "${option}" cannot be used with 2 runs of a job at a time, ` +
      'as each run of several tasks takes the whole job: set "slots_per_job: 1"'
    ),
  ]);
  assertEquals(problems("    nodes: 2\n", "  runs_per_job: 4\n"), [], "one after another");
  assertEquals(problems("    nodes: 1\n", slots), []);
  assertEquals(problems("    ntasks: 2\n", "  runs_per_job: 4\n  runs_per_gpu: 2\n").length, 1);
});

Deno.test("an option for GPUs gives the runs of a job as many as they need", () => {
  const check = (option: string, settings = "  gpus_per_run: 2\n") =>
    problems(`    ${option}\n`, settings).map((message) => message.split('"slurm": ')[1]);
  assertEquals(check("gres: lustre:1"), [
    '"gres: lustre:1" gives a job 0 GPUs, but "gpus_per_run" needs 2: add gpu:2, or remove "gpus_per_run"',
  ]);
  assertEquals(check("gpus: a100:1"), ['"gpus: a100:1" gives a job 1 GPU, but "gpus_per_run" needs 2']);
  assertEquals(check("gres: gpu:1", "  gpus_per_run: 1\n  runs_per_job: 4\n  slots_per_job: 2\n").length, 1);
  for (
    const option of [
      ...["gres: gpu:a100:2", "gres: gpu:a100:1,gpu:h100:1,lustre:1", "gres: 'gres/gpu:4(S:0)'", "gpus: 2"],
      ...["gpus_per_node: h100:2", "gres: false", "gpus_per_task: 1", "gres: gpu:x:2"],
    ]
  ) assertEquals(check(option), [], option);
  assertEquals(check("gres: lustre:1", ""), [], "without gpus_per_run, any number is right");
});

Deno.test("an option that is turned off replaces no other", () => {
  assertEquals(words("gpus_per_run: 1, slurm: {gpus: false}"), "--gres=gpu:1");
  assertEquals(readOptions("slurm: {no_requeue: false}").defaults, ["--requeue", "--propagate=NONE"]);
});

Deno.test("more slots than runs are an error", () => {
  assertEquals(problems("    qos: a\n", "  slots_per_job: 4\n  runs_per_job: 3\n"), [
    'grid.yaml:4:3: "slots_per_job": 4 runs at a time need "runs_per_job" of at least 4, got 3',
  ]);
});

Deno.test("the position of an option is in the task or in the grid, whichever has it", () => {
  const grid = (where: "task" | "grid") =>
    tryExpand(`grid_tasks:
- settings:
    command: r {args}
    slurm: {partition: a${where === "task" ? ", wait: 1" : ""}}
grid_axes: {x: [1]}
grid_settings:
  slurm: {qos: b${where === "grid" ? ", wait: 1" : ""}}
`).messages.map((message) => message.split(" ")[0]);
  assertEquals(grid("task"), ["grid.yaml:4:27:"]);
  assertEquals(grid("grid"), ["grid.yaml:7:19:"]);
});

Deno.test("time: auto is the expected time of an attempt, within the limit of the partition", () => {
  const settings = parseSettings(yaml("{slurm: {partition: gpu, time: auto}, retries: 1}"), "grid", () => {});
  const wordsFor = (time?: number, most?: number) => {
    const options = sbatchOptions(settings, time, new Map(most === undefined ? [] : [["gpu", most]]));
    return (options as JobOptions).words.join(" ");
  };
  assertEquals(wordsFor(), "--partition=gpu");
  assertEquals(wordsFor(110), "--partition=gpu --time=4");
  assertEquals(wordsFor(110, 120), "--partition=gpu --time=2");
});

Deno.test("the controller has one core, the options of the grid file, and those by which its user may submit jobs", () => {
  const slurm = (text: string) =>
    controllerWords(parseSettings(yaml(`{slurm: {${text}}}`), "grid", () => {})).join(" ");
  const common = "--requeue --propagate=NONE --ntasks=1 --cpus-per-task=1";
  assertEquals(slurm("time: 2h, gres: gpu:1, mem: 64G"), `${common} --mem=2G`);
  assertEquals(slurm("account: a, partition: gpu, qos: q"), `${common} --mem=2G --account=a --partition=gpu --qos=q`);
  assertEquals(
    slurm("account: a, partition: gpu, controller: {partition: long, time: 2d, mem_per_cpu: 4GiB}"),
    `${common} --account=a --partition=long --time=2880 --mem-per-cpu=4096M`,
  );
  assertEquals(words("slurm: {partition: gpu, controller: {partition: long}}"), "--partition=gpu");
});
