import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { parseClaim } from "../../../lib/store/launch_format.ts";
import { isRunning, processesOf, until } from "../../project.ts";
import { ElementGround } from "./element_ground.ts";

const REQUEUED = { SLURM_RESTART_COUNT: "1" };

Deno.test("an element runs its own line, with a claim that names it, and marks the start and the end", async () => {
  using ground = new ElementGround([{ run: "true" }, { run: "echo out; exit 7" }]);
  assertEquals((await ground.run(1)).code, 0);
  assertEquals(ground.marks(), [
    { kind: "start", line: 1, launch: 1, task: 1, host: "n0.example" },
    { kind: "end", line: 1, launch: 1, code: 7, goesOn: false },
  ]);
  assertEquals([ground.exits(0), ground.exits(1), ground.read("d1/train.1.log")], [[], ["7"], "out\n"]);
  const claim = parseClaim(ground.read("d1/train.1.pid"));
  assert(claim.kind === "holder");
  assertEquals([claim.element, claim.host], [{ cluster: "lab", job: 101, restart: 0 }, "n0.example"]);
  assertEquals(processesOf(ground.root), []);
  assertEquals(ground.elementMarks(), ["came 1.0", "left 1.0"]);
});

Deno.test("an element that does not see the grid directory exits with 66 and names it", async () => {
  const ground = new ElementGround([{ run: "true" }]);
  const script = await Deno.readTextFile(join(ground.root, "slurm/1/element.sh"));
  ground[Symbol.dispose]();
  const { code, stderr } = await new Deno.Command("sh", { args: ["-c", script, "sh", ground.root, "1"] }).output();
  assertEquals(code, 66);
  assertStringIncludes(new TextDecoder().decode(stderr), ground.root);
});

Deno.test("a failure is retried with the next launch number, in a script of its own, as often as there are retries", async () => {
  using ground = new ElementGround([{ run: "echo $GRID_ATTEMPT; exit 3", retries: 1 }]);
  ground.write("d0/metrics.json", "{}");
  await ground.run(0);
  assertEquals(ground.exits(0), ["3", "3"]);
  assertEquals(ground.marks().filter((mark) => "code" in mark), [
    { kind: "end", line: 0, launch: 1, code: 3, goesOn: true },
    { kind: "end", line: 0, launch: 2, code: 3, goesOn: false },
  ]);
  assertEquals(ground.read("d0/train.2.log"), "2\n");
  assertEquals(Deno.readLinkSync(join(ground.root, "d0/train.log")), "train.2.log");
  assertStringIncludes(ground.read("d0/train.2.sh"), "gw_launch=2 gw_attempt=2");
  assert(!ground.exists("d0/metrics.json") && ground.exists("d0/metrics.1.json"));
});

Deno.test("a timeout is recorded, kills a run that ignores SIGTERM, and uses a retry", async () => {
  using ground = new ElementGround([{ run: "trap '' TERM; while :; do sleep 9; done", timeout: 1 }]);
  await ground.run(0);
  assertEquals(ground.exits(0), ["137 timeout"]);
  assertEquals(ground.marks().at(-1), { kind: "end", line: 0, launch: 1, code: 137, told: "timeout", goesOn: false });
});

Deno.test("a run that dies of SIGTERM before its element gets its own is recorded as stopped, and is not retried", async () => {
  using ground = new ElementGround([{ run: ": >up; exec sleep 60", retries: 3 }]);
  const element = ground.spawn(0);
  await until("it runs", () => ground.exists("up") && processesOf(ground.root).length > 2);
  // Slurm signals one process after another.
  await endRuns(ground);
  Deno.kill(-element.pid, "SIGTERM");
  await element.output();
  assertEquals(ground.exits(0), ["143 stop"]);
  assertEquals(ground.marks().at(-1), { kind: "end", line: 0, launch: 1, code: 143, told: "stop", goesOn: false });
});

Deno.test("a run that handles SIGTERM, before its element gets its own, was stopped, whatever its code", async () => {
  using ground = new ElementGround([{ run: "trap 'exit 3' TERM; : >up; while :; do :; done" }]);
  const element = ground.spawn(0);
  await until("it runs", () => ground.exists("up"));
  await endRuns(ground);
  Deno.kill(-element.pid, "SIGTERM");
  await element.output();
  assertEquals(ground.exits(0), ["3 stop"]);
});

/** Sends SIGTERM to runs alone, and waits for their end. */
async function endRuns(ground: ElementGround): Promise<void> {
  const runs = processesOf(ground.root).filter(hasMark);
  assert(runs.length > 0);
  for (const pid of runs) Deno.kill(pid, "SIGTERM");
  await until("the runs have ended", () => !runs.some(isRunning));
}

function hasMark(pid: number): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`).includes("GRID_WORKERS_RUN=");
  } catch {
    // It has ended.
    return false;
  }
}

Deno.test("a requeued element goes on with its own launches: unfinished, stopped and failed ones, but not with others", async () => {
  const element = "100 - b - n0 m 1 test.1/d:train.1 lab:100.0\n";
  for (
    const [exit, exits] of [
      [undefined, [undefined, "0"]],
      ["143 stop test.1/d0:train.1\n", ["143 stop", "0"]],
      ["0 stop test.1/d0:train.1\n", ["0 stop", "0"]],
      ["7 test.1/d0:train.1\n", ["7", "0"]],
      ["143 timeout test.1/d0:train.1\n", ["143 timeout", "0"]],
      ["0 test.1/d0:train.1\n", ["0"]],
    ] as const
  ) {
    using ground = new ElementGround([{ run: "true", retries: 1 }]);
    ground.write("d0/train.1.pid", element);
    if (exit !== undefined) ground.write("d0/train.1.exit", exit);
    await ground.run(0, REQUEUED);
    if (exit === undefined) assert(ground.exists("d0/train.2.exit") && !ground.exists("d0/train.1.exit"));
    else assertEquals(ground.exits(0), [...exits] as string[], exit);
  }
  for (
    const other of [
      "100 - b - n0 m 1 test.1/d:train.1 lab:777.0\n",
      "100 - b - n0 m 1 k/d:train.1 lab:100.1\n",
      "void\n",
      "",
    ]
  ) {
    using ground = new ElementGround([{ run: "true", retries: 1 }]);
    ground.write("d0/train.1.pid", other);
    await ground.run(0, REQUEUED);
    assertEquals([ground.exits(0), ground.marks()], [[], []], other);
  }
});

Deno.test("a failure before a requeue counts against the retries", async () => {
  using ground = new ElementGround([{ run: "exit 1", retries: 1 }]);
  ground.write("d0/train.1.pid", "100 - b - n0 m 1 test.1/d:train.1 lab:100.0\n");
  ground.write("d0/train.1.exit", "7 test.1/d0:train.1\n");
  await ground.run(0, REQUEUED);
  assertEquals(ground.exits(0), ["7", "1"]);
});

Deno.test("a run ends once the next launch is claimed elsewhere, and the newcomer has waited for that", async () => {
  using ground = new ElementGround([{ run: "echo start $$ >>log; trap 'exit 0' TERM; while :; do sleep 0.1; done" }]);
  const former = ground.spawn(0);
  await until("it runs", () => ground.exists("log"));
  const next = ground.spawn(0, REQUEUED);
  await until("the newcomer has started", () => ground.read("log").split("\n").length === 3, 30);
  const [first, second] = ground.read("log").trim().split("\n").map((line) => Number(line.split(" ")[1]));
  assert(!isRunning(first!), "the former run has ended");
  assert(isRunning(second!));
  assertEquals(ground.exits(0), ["137 stop"]);
  await former.output();
  assertEquals(ground.elementMarks(), ["came 0.0", "came 0.1", "left 0.0"]);
  Deno.kill(-next.pid, "SIGTERM");
  Deno.kill(-second!, "SIGTERM");
  await next.output();
  assertEquals(ground.exits(0), ["137 stop", "0 stop"]);
});

Deno.test("elements that pull share the list: each line runs once, and none takes more than its share", async () => {
  using ground = new ElementGround(
    Array.from({ length: 9 }, (_, line) => ({ run: `echo ${line} >>ran` })),
    { most: 4, elements: 3 },
  );
  await Promise.all([0, 1, 2].map((task) => ground.run(task)));
  assertEquals(ground.read("ran").trim().split("\n").sort(), Array.from({ length: 9 }, (_, line) => String(line)));
  const tasks = ground.marks().flatMap((mark) => "task" in mark ? [mark.task] : []);
  for (const task of [0, 1, 2]) assert(tasks.filter((other) => other === task).length <= 4);
});

Deno.test("an element takes at most its share of launches, with one slot or several", async () => {
  for (const slots of [1, 2]) {
    using ground = new ElementGround(Array.from({ length: 9 }, () => ({ run: "sleep 0.1" })), {
      most: 2,
      elements: 1,
      slots,
    });
    await ground.run(0);
    assertEquals(ground.marks().filter((mark) => "host" in mark).length, 2);
  }
});

Deno.test("two slots run two launches at a time, with their shares of the GPUs", async () => {
  using ground = new ElementGround(
    [0, 1, 2, 3].map((line) => ({
      run:
        `echo $CUDA_VISIBLE_DEVICES >d${line}/gpus; touch up.$$; until [ $(ls up.* | wc -l) -ge 2 ]; do sleep 0.05; done`,
    })),
    { most: 4, elements: 1, slots: 2, gpusPerRun: 2 },
  );
  await ground.run(0, { CUDA_VISIBLE_DEVICES: "4,5,6,7" });
  const gpus = [0, 1, 2, 3].map((line) => ground.read(`d${line}/gpus`).trim());
  assertEquals([...new Set(gpus)].sort(), ["4,5", "6,7"]);
  assertEquals(ground.elementMarks(), ["came 0.0", "left 0.0"]);
  assert(!ground.exists("slurm/1/taken.0"));
});

Deno.test("after too many failures, or with a stop file, nothing more is started", async () => {
  for (
    const [codes, options, ran] of [
      [[1, 1, 0, 1], { failures: 2 }, 2],
      [[1, 0, 1, 1], { failures: 2 }, 3],
      [[0, 1, 1, 1], { failures: 2, unlessSuccess: true }, 4],
      [[1, 1, 0, 1], { failures: 2, unlessSuccess: true }, 2],
      [[1, 1, 1, 1], {}, 4],
    ] as const
  ) {
    using ground = new ElementGround(codes.map((code) => ({ run: `exit ${code}` })), {
      most: 9,
      elements: 1,
      ...options,
    });
    await ground.run(0);
    assertEquals(ground.marks().filter((mark) => "host" in mark).length, ran, JSON.stringify([codes, options]));
  }
  using ground = new ElementGround([{ run: "true" }]);
  ground.write("slurm/1/stop", "");
  await ground.run(0);
  assertEquals(ground.marks(), []);
});

Deno.test("failures count together with those of the other job arrays of the same command, and all of these stop", async () => {
  for (
    const [unlessSuccess, end, isStopped] of [[false, "0.no.last", true], [true, "3.no.last", true], [
      true,
      "0.no.last",
      false,
    ]] as const
  ) {
    using ground = new ElementGround([{ run: "exit 1" }, { run: "exit 1" }, { run: "exit 1" }], {
      most: 9,
      elements: 1,
      failures: 3,
      unlessSuccess,
    });
    for (const [array, command] of [[2, 1], [3, 3]]) {
      Deno.mkdirSync(join(ground.root, `slurm/${array}/marks`), { recursive: true });
      ground.write(`slurm/${array}/options`, `gw_command=${command}\n`);
      ground.write(`slurm/${array}/marks/end.0.1.1.1.no.last`, "");
      ground.write(`slurm/${array}/marks/end.1.1.1.${end}`, "");
    }
    ground.write("slurm/2/marks/end.2.1.1.1.no.again", "");
    ground.write("slurm/2/marks/end.3.1.1.143.stop.last", "");
    await ground.run(0);
    const starts = ground.marks().filter((mark) => "host" in mark).length;
    const stops = [1, 2, 3].map((array) => ground.exists(`slurm/${array}/stop`));
    assertEquals([starts, stops], [isStopped ? (end === "0.no.last" ? 2 : 1) : 3, [isStopped, isStopped, false]], end);
  }
});

Deno.test("near the end of its job, a run that had the element from its start has timed out, a later one is interrupted", async () => {
  // SIGTERM comes the grace and five seconds before the end.
  const endsIn = (seconds: number) => ({ SLURM_JOB_END_TIME: String(Math.ceil(Date.now() / 1_000) + seconds + 6) });
  using first = new ElementGround([{ run: "sleep 60" }]);
  using second = new ElementGround([{ run: "true" }, { run: "sleep 60" }, { run: "true" }], { most: 3, elements: 1 });
  await Promise.all([first.run(0, endsIn(1)), second.run(0, endsIn(2))]);
  assertEquals(first.exits(0), ["143 timeout"]);
  assertEquals([second.exits(0), second.exits(1), second.exits(2)], [["0"], ["143 stop"], []]);
});

Deno.test("a run that cannot finish in the time left is not started", async () => {
  using ground = new ElementGround([{ run: "true", timeout: 3 }, { run: "true", timeout: 3_000 }], {
    most: 2,
    elements: 1,
  });
  await ground.run(0, { SLURM_JOB_END_TIME: String(Math.ceil(Date.now() / 1_000) + 60) });
  assertEquals([ground.exits(0), ground.exits(1)], [["0"], []]);
});

Deno.test("processes that a run left in their own session are killed before the next one", async () => {
  using ground = new ElementGround(
    [{ run: "setsid sh -c 'echo $$ >left; exec sleep 300' & until [ -s left ]; do sleep 0.01; done" }, {
      run: "grep -qs '^State:.[^Z]' /proc/$(cat left)/status && touch seen; true",
    }],
    { most: 2, elements: 1 },
  );
  await ground.run(0);
  assertEquals([ground.exits(0), ground.exits(1), ground.exists("seen")], [["0"], ["0"], false]);
});

Deno.test("a launch whose log cannot be opened is marked, and is not retried", async () => {
  using ground = new ElementGround([{ run: "true", retries: 2 }]);
  Deno.mkdirSync(join(ground.root, "d0/train.1.log"));
  await ground.run(0);
  assertEquals(ground.marks(), [{ kind: "end", line: 0, launch: 1, code: undefined, goesOn: false }]);
  assert(!ground.exists("d0/train.1.pid"));
});

Deno.test("an element does not use launch numbers that are those of other tests", async () => {
  using ground = new ElementGround([{ run: "exit 1", retries: 5, last: 2 }]);
  await ground.run(0);
  assertEquals(ground.exits(0), ["1", "1"]);
  assertEquals(ground.marks().at(-1), { kind: "end", line: 0, launch: 2, code: 1, goesOn: false });
  ground.write("d0/train.2.exit", "143 stop k/d0:train.2\n");
  await ground.run(0, REQUEUED);
  assert(!ground.exists("d0/train.3.pid"));
});

/** The PATH of programs that run a script before they become the real ones. */
function precededBy(ground: ElementGround, scripts: Readonly<Record<string, string>>): { readonly PATH: string } {
  const bin = join(ground.root, "bin");
  Deno.mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    ground.write(`bin/${name}`, `#!/bin/sh\n${script}\nexec /bin/${name} "$@"\n`);
    Deno.chmodSync(join(bin, name), 0o755);
  }
  return { PATH: `${bin}:${Deno.env.get("PATH")}` };
}

/** A script that prints the beginning of a file, and is ended by SIGTERM, as Slurm sends it to all processes of an element. */
function dying(when: string): string {
  return `for file; do :; done\ncase $1 in ${when}) head -c 20 "$file"; kill $$ ;; esac`;
}

Deno.test("a run is not started again with an incomplete script, as the program that copies it was ended", async () => {
  using ground = new ElementGround([{ run: "exit 3", retries: 1 }]);
  await ground.run(0, precededBy(ground, { sed: dying("s*") }));
  assertEquals([ground.exits(0), ground.exists("d0/train.2.pid")], [["3"], false]);
});

Deno.test("two slots of a requeued element that go on with the same launch do not write into each other's script", async () => {
  using ground = new ElementGround([{ run: "echo ran" }], { most: 2, elements: 1, slots: 2 });
  ground.write("d0/train.1.pid", "100 - b - n0 m 1 test.1/d:train.1 lab:100.0\n");
  ground.write("d0/train.1.exit", "143 stop test.1/d0:train.1\n");
  // The second slot begins to write while the first one is about to move what it has written into place.
  const slow = precededBy(ground, { sed: `mkdir first 2>/dev/null || sleep 0.3`, mv: "sleep 0.15" });
  await ground.run(0, { ...REQUEUED, ...slow });
  assertEquals([ground.exits(0), ground.read("d0/train.2.log")], [["143 stop", "0"], "ran\n"]);
  assertEquals(
    Array.from(Deno.readDirSync(join(ground.root, "d0")), ({ name }) => name).filter((name) => /new/.test(name)),
    [],
  );
});

Deno.test("the results of a run that goes on are not moved away by a slot that comes second", async () => {
  using ground = new ElementGround([{ run: "echo new >d0/metrics.json; touch up" }], {
    most: 2,
    elements: 1,
    slots: 2,
  });
  ground.write("d0/train.1.pid", "100 - b - n0 m 1 test.1/d:train.1 lab:100.0\n");
  ground.write("d0/train.1.exit", "143 stop test.1/d0:train.1\n");
  ground.write("d0/metrics.json", "old\n");
  const sed = "case $1 in s*) mkdir first 2>/dev/null || until [ -e up ]; do sleep 0.02; done ;; esac";
  await ground.run(0, { ...REQUEUED, ...precededBy(ground, { sed }) });
  assertEquals([ground.read("d0/metrics.json"), ground.read("d0/metrics.1.json")], ["new\n", "old\n"]);
});

Deno.test("an element does not read an incomplete list, as the program that copies it was ended", async () => {
  using ground = new ElementGround([{ run: "true" }, { run: "true" }], { most: 2, elements: 1 });
  await ground.run(0, precededBy(ground, { tail: dying("*") }));
  assertEquals(ground.marks(), []);
});
