/** Files written by version 1 must remain readable: see fixtures/v1/README.md. */
import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { holdersOf } from "../io/gpu/leases.ts";
import { readProvenance } from "../io/grid/grid_dir.ts";
import { inspectLaunch } from "../io/grid/launches/launch_records.ts";
import { lockHolder } from "../io/grid/lock/lock.ts";
import type { HostIdentity } from "../io/system/place.ts";
import { toJson } from "../lib/config/value.ts";
import { printYaml } from "../lib/config/yaml.ts";
import { configOf, paramsOf, testConfigOf } from "../lib/plan/experiment.ts";
import { groupsInUse, type Plan, trainingSpec } from "../lib/plan/plan.ts";
import { exitAndSignal } from "../lib/run/outcome.ts";
import { NOT_STARTED, type Run, stateName } from "../lib/run/run_state.ts";
import { decodeExit } from "../lib/store/exit_format.ts";
import { decodeJournal } from "../lib/store/journal_format.ts";
import { parseClaim, parseExit } from "../lib/store/launch_format.ts";
import { experimentDir, gridPaths, launchPaths } from "../lib/store/layout.ts";
import { decodePlan, encodePlan } from "../lib/store/plan_format.ts";
import { encodeProvenance } from "../lib/store/provenance_format.ts";
import { parseList } from "../lib/store/submission_format.ts";

const FIXTURES = join(dirname(fromFileUrl(import.meta.url)), "fixtures/v1");
const GPU0 = "GPU-00000000-aaaa-bbbb-cccc-000000000000";
const GPU1 = "GPU-11111111-aaaa-bbbb-cccc-111111111111";
const HOST_A: HostIdentity = {
  host: "host-a",
  machine: "-",
  boot: "0b1e6f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
  pidNamespace: "pid:[4026531836]",
};

function fixture(name: string): string {
  return Deno.readTextFileSync(join(FIXTURES, name));
}

function lines(name: string): string[] {
  return fixture(name).split("\n").slice(0, -1);
}

function withDir(test: (dir: string) => void): void {
  const dir = Deno.makeTempDirSync();
  try {
    test(dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

/** A run, its union taken apart. */
function flatten({ state, newest, lastLaunch, attempts, failures, successes, testDirs }: Run) {
  const reason = state.kind === "blocked"
    ? state.reason
    : newest?.outcome?.kind === "unstarted"
    ? newest.outcome.reason
    : undefined;
  return {
    state: stateName(state),
    attempts,
    failures,
    successes,
    launch: lastLaunch,
    testDirs,
    reason,
    ...(newest?.outcome === undefined ? { exit: null, signal: null } : exitAndSignal(newest.outcome)),
    told: state.kind === "running" ? state.told : undefined,
    started: newest?.started,
    ended: state.kind === "blocked" ? state.since : newest?.ended,
    testDir: newest?.testDir,
    devices: newest?.devices ?? [],
    runsPerGpu: newest?.runsPerGpu ?? 1,
  };
}

type FlatRun = ReturnType<typeof flatten>;

function byId(plan: Plan, id: string) {
  const experiment = plan.experiments.find((experiment) => experiment.id === id);
  assert(experiment !== undefined);
  return experiment;
}

Deno.test("a plan of version 1: its header", () => {
  const { groups: _groups, tests: _tests, experiments: _experiments, ...head } = decodePlan(lines("plan.ndjson"));
  assertEquals(head, {
    name: "grid",
    seed: 680153984,
    maxConcurrentRuns: Infinity,
    cwd: "/home/ada/project",
    li: 5,
    ll: "INFO",
    tensorboard: undefined,
  });
});

Deno.test("a plan of version 1: configurations, with scalars as they were written", () => {
  const plan = decodePlan(lines("plan.ndjson"));
  assertEquals(
    printYaml(configOf(plan, byId(plan, "a1ce1bb4"))),
    `training:
  epochs: 1
  ratio: 1.0
  steps: 9007199254740993
  limit: null
  flags:
    - yes
    - 1.0e-4
    - .inf
  note: '1.0'
  lr: 1.0
  seed: 1283864398
data:
  root: /data
  7: seven
  shuffle: 1.0
  seed: 9007199254740993
model:
  width: 8
optimizer:
  name: SGD
  momentum: 0.9
`,
  );
  const params = (id: string) => paramsOf(plan, byId(plan, id)).map(([key, value]) => [key, toJson(value)]);
  assertEquals(params("16dee535"), [["training.lr", 0.1], ["optimizer.name", "SGD"], ["optimizer.momentum", 0.9]]);
  assertEquals(params("29a195ef"), [["training.lr", 1], ["optimizer.name", "Adam"]]);
});

Deno.test("a plan of version 1: groups and their settings", () => {
  const plan = decodePlan(lines("plan.ndjson"));
  assertEquals(plan.groups.map(({ task }) => task), ["small", "large", "small", "large"]);
  assertEquals(groupsInUse(plan).map(({ task }) => task), ["small", "large"]);
  for (const { axes, set, seedKeys } of plan.groups) {
    assertEquals(axes.map(({ key, parts, values }) => [key, parts, values.map(toJson)]), [
      ["training.lr", ["training", "lr"], [0.1, 1]],
      ["optimizer", ["optimizer"], [{ name: "SGD", momentum: 0.9 }, { name: "Adam", "~momentum": null }]],
    ]);
    assertEquals(set.map(({ parts, value }) => [parts, printYaml(value)]), [
      [["data", "shuffle"], "1.0\n"],
      [["data", "seed"], "9007199254740993\n"],
    ]);
    assertEquals(seedKeys, ["training.seed"]);
  }
  const settings = {
    command: ["sh", "work.sh", "{model.width}", "{training.lr}", "{optimizer.name}", "--li", "{li}"],
    test_command: ["sh", "exam.sh", "{checkpoint}"],
    checkpoint: "model.txt",
    seed_keys: ["training.seed"],
    not_in_id: ["data.root"],
    env: { THREADS: "1.0" },
    gpus_per_run: 1,
    runs_per_gpu: 2,
    timeout: "2s",
    retries: 0,
    max_failures: "none",
  };
  const [small, large] = plan.groups;
  assertEquals(toJson(small!.settings), settings);
  assertEquals(toJson(large!.settings), { ...settings, gpus_per_run: 2, test_command: ["sh", "exam.sh", "large"] });
  const { checkpoint, gpusPerRun, runsPerGpu, timeout, retries } = trainingSpec(large!).settings;
  assertEquals([checkpoint, gpusPerRun, runsPerGpu, timeout, retries], ["model.txt", 2, 2, 2, 0]);
});

Deno.test("a plan of version 1: several tests", () => {
  const plan = decodePlan(lines("plan.ndjson"));
  assertEquals(plan.tests.map(({ name, overwrite, settings }) => [name, printYaml(overwrite), toJson(settings)]), [
    ["clean", "{}\n", {}],
    ["noisy", "data:\n  noise: 0.50\n  salt: 18446744073709551617\n", { test_command: ["sh", "exam.sh", "noisy"] }],
  ]);
  const config = testConfigOf(configOf(plan, byId(plan, "2f1a23c2")), plan.tests[1]!);
  const [, data] = printYaml(config).split(/^data:\n|^model:\n/m);
  assertEquals(
    data,
    "  root: /data\n  7: seven\n  shuffle: 1.0\n  seed: 9007199254740993\n  noise: 0.50\n  salt: 18446744073709551617\n",
  );
});

Deno.test("a plan of version 1: experiments, the last one dropped", () => {
  const { experiments } = decodePlan(lines("plan.ndjson"));
  assertEquals(experiments[1], {
    id: "a1ce1bb4",
    hash: "a1ce1bb418207b8db8f4469ac0d9cb3c",
    name: "small-lr=1.0-optimizer=SGD",
    repetition: 0,
    group: 0,
    at: [1, 0],
    seed: 1283864398,
  });
  assertEquals(experiments.map(experimentDir), [
    "small-lr=0.1-optimizer=SGD-r0-2f1a23c2",
    "small-lr=1.0-optimizer=SGD-r0-a1ce1bb4",
    "small-lr=1.0-optimizer=Adam-r0-7263d17c",
    "large-lr=0.1-optimizer=SGD-r0-16dee535",
    "large-lr=0.1-optimizer=Adam-r0-c117ba42",
    "large-lr=1.0-optimizer=SGD-r0-d57af9db",
    "large-lr=1.0-optimizer=Adam-r0-29a195ef",
    "small-lr=0.1-optimizer=Adam-r0-c8cec36b",
  ]);
  assertEquals(experiments.map(({ dropped }) => dropped ?? false), [...Array(7).fill(false), true]);
  assertEquals(experiments.map(({ seed }) => seed).slice(-2), [1248548186, 408041004]);
});

Deno.test("a plan of version 1: models that were trained elsewhere", () => {
  const plan = decodePlan(lines("plan.models.ndjson"));
  assertEquals([plan.name, plan.seed, plan.cwd, plan.li, plan.tests], [
    "trained",
    undefined,
    "/home/ada/project",
    100,
    [],
  ]);
  assertEquals(plan.experiments[1], {
    id: "aa5c8ea9",
    hash: "aa5c8ea9b7ee8f8d7e7189aae5a82a48",
    name: "SerialRecall_NTM_20261124_060000",
    repetition: 0,
    group: 1,
    at: [],
    seed: undefined,
    model: "/home/ada/trained/SerialRecall/NTM/20261124_060000/models/model_best.pt",
  });
  assertEquals(
    printYaml(configOf(plan, plan.experiments[0]!)),
    "training:\n  problem:\n    name: SerialRecall\n    batch_size: 1\n  lr: 1.0\n",
  );
});

Deno.test("a plan of version 1 is encoded to the same lines", () => {
  for (const name of ["plan.ndjson", "plan.models.ndjson"]) {
    assertEquals([...encodePlan(decodePlan(lines(name)))], lines(name));
  }
});

Deno.test("a journal of version 1: training", () => {
  const { runs, devices, warnings } = decodeJournal(lines("journal.ndjson"));
  assertEquals(warnings, []);
  // The last scheduler had none.
  assertEquals(devices, []);
  const past = (change: Partial<FlatRun>): FlatRun => ({
    ...flatten(NOT_STARTED),
    attempts: 1,
    launch: 1,
    runsPerGpu: 2,
    ...change,
  });
  assertEquals(
    Object.fromEntries(Array.from(runs.train, ([key, run]) => [key, flatten(run)])),
    {
      "2f1a23c2": past({
        state: "succeeded",
        successes: 1,
        exit: 0,
        started: 1795565301565,
        ended: 1795565301590,
        devices: [GPU0],
      }),
      c8cec36b: past({
        state: "failed",
        failures: 1,
        exit: 3,
        started: 1795565301567,
        ended: 1795565301588,
        devices: [GPU1],
      }),
      a1ce1bb4: past({
        state: "failed",
        failures: 1,
        signal: "SIGKILL",
        started: 1795565301568,
        ended: 1795565301596,
        devices: [GPU0],
      }),
      "7263d17c": past({
        state: "timed_out",
        failures: 1,
        signal: "SIGTERM",
        started: 1795565301571,
        ended: 1795565303568,
        devices: [GPU1],
      }),
      "16dee535": past({
        state: "succeeded",
        successes: 1,
        exit: 0,
        started: 1795565302514,
        ended: 1795565302530,
        devices: [GPU0, GPU1],
      }),
      // Its first launch was void.
      c117ba42: past({
        state: "succeeded",
        successes: 1,
        launch: 2,
        exit: 0,
        started: 1795565302532,
        ended: 1795565302549,
        devices: [GPU0, GPU1],
      }),
      d57af9db: past({
        state: "failed",
        failures: 1,
        reason: "its launch was claimed by another",
        started: 1795565302551,
        ended: 1795565302551,
        devices: [GPU0, GPU1],
      }),
      // Stopped, and succeeded after the resume.
      "29a195ef": past({
        state: "succeeded",
        attempts: 2,
        successes: 1,
        launch: 2,
        exit: 0,
        started: 1795565304999,
        ended: 1795565305026,
        devices: [GPU0, GPU1],
      }),
    },
  );
});

Deno.test("a journal of version 1: the tests, by name", () => {
  const { runs } = decodeJournal(lines("journal.ndjson"));
  const summary = Array.from(runs.test, ([key, run]) => {
    const { state, attempts, launch, exit, reason, testDir, testDirs, devices } = flatten(run);
    return [key, state, attempts, launch, exit, reason, testDir, testDirs, devices];
  });
  const blocked = ["blocked", 0, 0, null, "no checkpoint was found", undefined, [], []];
  const clean = "test_20261125_000825_clean";
  const noisy = "test_20261125_000825_noisy";
  const succeeded = ["succeeded", 1, 1, 0, undefined, clean, [clean], []];
  const failed = ["failed", 1, 2, 4, undefined, noisy, [], []];
  assertEquals(summary, [
    ["16dee535/clean", ...blocked],
    ["16dee535/noisy", ...blocked],
    ["2f1a23c2/clean", ...succeeded],
    ["2f1a23c2/noisy", ...failed],
    ["c117ba42/clean", ...succeeded],
    ["c117ba42/noisy", ...failed],
    ["29a195ef/clean", ...succeeded],
    ["29a195ef/noisy", ...failed],
  ]);
});

Deno.test("a journal of version 1: the state after each line", () => {
  const all = lines("journal.ndjson");
  const after = (text: string) => decodeJournal(all.slice(0, all.findIndex((line) => line.includes(text)) + 1));
  assertEquals(after('"scheduler"').devices, [GPU0, GPU1]);
  const trainingAfter = (text: string, id: string) => flatten(after(text).runs.train.get(id)!);
  const voided = trainingAfter('"void"', "c117ba42");
  assertEquals([voided?.state, voided?.attempts, voided?.launch], ["pending", 0, 1]);
  assertEquals([voided?.started, voided?.ended], [1795565301436, 1795565301528]);
  const timedOut = trainingAfter('"why":"timeout"', "7263d17c");
  assertEquals([timedOut?.state, timedOut?.told], ["running", "timeout"]);
  const stopped = trainingAfter('"why":"stop"', "29a195ef");
  assertEquals([stopped?.state, stopped?.told], ["running", "stop"]);
  const interrupted = trainingAfter('"interrupted"', "29a195ef");
  assertEquals([interrupted?.state, interrupted?.failures, interrupted?.signal], ["interrupted", 0, "SIGTERM"]);
});

Deno.test("provenance of version 1", () =>
  withDir((root) => {
    const path = gridPaths(root).provenance;
    Deno.copyFileSync(join(FIXTURES, "provenance.json"), path);
    const read = readProvenance(root);
    const { diff, ...git } = read!.git!;
    assertEquals({ ...read, git }, {
      version: 1,
      created: "2026-11-25T00:08:21.361Z",
      grid_workers: "0.1.0",
      deno: "2.9.6",
      host: "host-a",
      user: "ada",
      grid_file: "/home/ada/project/grid.yaml",
      cwd: "/home/ada/project",
      savetag: "first",
      command_line: ["grid.yaml", "--resume", "--on", "gpu", "--expdir", "experiments"],
      overrides: {
        set: ["data.shuffle=1.0", "data.seed=9007199254740993"],
        axis: ["training.lr=[0.1, 1.0]"],
        setting: ["retries=0"],
        trainer: undefined,
        tester: undefined,
        li: 5,
        ll: undefined,
        tensorboard: undefined,
      },
      git: { commit: "0123456789abcdef0123456789abcdef01234567", dirty: true },
    });
    assert(diff.startsWith("diff --git a/grid.yaml b/grid.yaml\n") && diff.endsWith("\n+# edited\n"));
    // It is written as it was.
    assertEquals(encodeProvenance(read!), fixture("provenance.json"));

    Deno.copyFileSync(join(FIXTURES, "provenance.no_git.json"), path);
    const other = readProvenance(root)!;
    assertEquals([other.git, other.savetag, other.overrides.set], [null, null, []]);
  }));

Deno.test("the lock of version 1 names its holder while it is locked", () =>
  withDir((dir) => {
    const path = gridPaths(dir).lock;
    Deno.copyFileSync(join(FIXTURES, "lock"), path);
    assertEquals(lockHolder(path), undefined);
    using file = Deno.openSync(path, { read: true, write: true });
    file.lockSync(true);
    assertEquals(lockHolder(path), { pid: 21467, host: "host-a", since: "2026-11-25T00:08:21.523Z" });
  }));

Deno.test("a journal of version 1: what its launches were started with", () => {
  const { runs, fingerprints, warnings } = decodeJournal(lines("journal.fingerprints.ndjson"));
  assertEquals(warnings, []);
  const common = { setup: "umask 022", shell: "sh -c", workdir: ".", "env.MODE": "m{x}" };
  assertEquals([...fingerprints.values()], [
    {
      hash: "a4170aa8",
      time: 1795579195345,
      stage: "train",
      settings: { command: "python3 train.py {args} --epochs 60", ...common },
      files: { "train.py": "185c6b10bf4ab13d" },
    },
    {
      hash: "bfe4ac63",
      time: 1795579195552,
      stage: "test",
      settings: { test_command: "python3 test.py {checkpoint} {x}", ...common },
      files: { "test.py": "1fb5e5ba5ee2a570" },
    },
  ]);
  const [[trained], [tested]] = [[...runs.train.values()], [...runs.test.values()]] as const;
  assertEquals([trained?.newest?.launchedWith, trained?.newest?.seed], ["a4170aa8", 5]);
  assertEquals(tested!.testLaunches!.get(tested!.testDirs[0]!)?.launchedWith, "bfe4ac63");
});

Deno.test("claims and exit records of version 1", () =>
  withDir((dir) => {
    const { claim, exit } = launchPaths(dir, "train", 1);
    const inspect = (place: HostIdentity = HOST_A) => inspectLaunch(dir, "train", 1, place);
    const claimed = (name: string) => Deno.copyFileSync(join(FIXTURES, "claim", name), claim);
    assertEquals(inspect(), { kind: "unclaimed" });

    claimed("running");
    assertEquals(inspect(), { kind: "dead" });
    assertEquals(inspect({ ...HOST_A, boot: "another" }), { kind: "rebooted" });
    assertEquals(inspect({ ...HOST_A, pidNamespace: "another" }), { kind: "foreign", host: "host-a" });
    assertEquals(inspect({ ...HOST_A, host: "host-b" }), { kind: "foreign", host: "host-a" });
    claimed("other_host");
    assertEquals(inspect(), { kind: "foreign", host: "host-b" });
    claimed("unfilled");
    assertEquals(inspect(), { kind: "claimed" });
    claimed("void");
    assertEquals(inspect(), { kind: "void" });

    claimed("running");
    Deno.copyFileSync(join(FIXTURES, "exit/unleased"), exit);
    assertEquals(inspect(), { kind: "void" });
    Deno.copyFileSync(join(FIXTURES, "exit/code"), exit);
    Deno.utimeSync(exit, 1795565301, 1795565301);
    assertEquals(inspect(), { kind: "ended", outcome: { kind: "exit", code: 3 }, time: 1795565301000 });
  }));

Deno.test("the devices of a launch, and their holder, of version 1", () =>
  withDir((dir) => {
    assertEquals(fixture("train.1.devices"), `${GPU0},${GPU1}\n`);
    const before = Deno.env.get("GRID_WORKERS_LEASE_DIR");
    Deno.env.set("GRID_WORKERS_LEASE_DIR", dir);
    try {
      const holders = join(dir, `holders-${Deno.uid()}`);
      Deno.mkdirSync(holders);
      Deno.copyFileSync(join(FIXTURES, "holder.json"), join(holders, `${GPU0}.4194305`));
      const holder = {
        pid: 4194305,
        user: "ada",
        grid: "/home/ada/project/experiments/grid_20261125_000821_first",
        run: "large-lr=1.0-optimizer=Adam-r0-29a195ef/train.1",
      };
      const [read, ...more] = holdersOf(GPU0, { ...HOST_A, host: "host-b" });
      assertEquals([read, more], [
        { ...holder, host: HOST_A.host, boot: HOST_A.boot, namespace: HOST_A.pidNamespace },
        [],
      ]);
      assertEquals(holdersOf(GPU1, { ...HOST_A, host: "host-b" }), []);
      // No such process exists on this machine.
      assertEquals(holdersOf(GPU0, HOST_A), []);
    } finally {
      if (before === undefined) Deno.env.delete("GRID_WORKERS_LEASE_DIR");
      else Deno.env.set("GRID_WORKERS_LEASE_DIR", before);
    }
  }));

Deno.test("a journal, a list, a claim and an exit record of version 1, of a grid on Slurm", () => {
  const { runs, submissions, warnings } = decodeJournal(lines("journal.slurm.ndjson"));
  assertEquals(warnings, []);
  assertEquals([...submissions.values()], [
    { number: 1, stage: "train", name: "gw-beb60120-8f12-1", elements: 2, job: 16 },
  ]);
  const second = runs.train.get("68d883fb")!;
  assertEquals([second.attempts, second.failures, second.queued], [2, 0, undefined]);
  assertEquals(second.newest, {
    number: 2,
    started: 1796038684000,
    ended: 1796038684174,
    outcome: { kind: "exit", code: 0 },
    devices: [],
    runsPerGpu: 1,
    launchedWith: "f965ff1e",
    hasDir: true,
    submission: 1,
    job: "16_1",
    host: "n1",
  });
  assertEquals(parseList(fixture("slurm.list")).map(({ dir, retries }) => [dir, retries]), [
    ["fix-mode=ok-r0-7b95ae0b", 1],
    ["fix-mode=second-r0-68d883fb", 1],
  ]);
  const claim = parseClaim(fixture("claim/slurm"));
  assertEquals(claim.kind === "holder" && [claim.host, claim.element], ["n1", {
    cluster: "grid",
    job: 16,
    restart: 0,
  }]);
  const exit = parseExit(fixture("exit/stop"));
  assertEquals(exit?.kind === "code" && [exit.code, exit.told], [143, "stop"]);
});

Deno.test("the end of a scheduler of version 1 is read", () => {
  const { code, since, analyzes } = decodeExit(fixture("scheduler.exit"))!;
  assertEquals([code, since, analyzes], [1, 1795510225391, false]);
});
