import { assertEquals } from "@std/assert";
import type { Device } from "../../../../lib/gpu/device.ts";
import { renderDevices } from "../../../../lib/gpu/device_report.ts";
import type { Experiment } from "../../../../lib/plan/plan.ts";
import { createState, type Job } from "../../../../lib/schedule/state.ts";
import { step } from "../../../../lib/schedule/step.ts";
import { beginProgress } from "../../../../lib/status/progress/progress.ts";
import { renderProgress } from "../../../../lib/status/progress/render_progress.ts";

const GIB = 2 ** 30;
const NEEDS = { count: 1, runsPerGpu: 1, memoryFree: undefined };

function device(uuid: string, position: string): Device {
  const memory = { memoryTotal: 40 * GIB, memoryFree: 19 * GIB, utilization: 0.97 };
  return { uuid, position, name: "A100", parent: undefined, computeMode: "default", ...memory };
}

Deno.test("the live view shows the GPU of each run, its memory and load, and the GPUs that jobs wait for", () => {
  const all = [device("GPU-a", "0"), device("GPU-b", "1")];
  const job: Job = {
    experiment: 0,
    policy: { needs: { cpus: 1, memory: 0 }, devices: NEEDS, timeout: undefined, retries: 0 },
    attempt: 1,
    failures: 0,
    times: 1,
    losses: 0,
  };
  const limits = {
    slots: 2,
    capacity: { cpus: 2, memory: 0 },
    devices: all.map(({ uuid }) => uuid),
    grace: 1,
    failures: { kind: "none" } as const,
  };
  const state = createState(limits, [job, { ...job, experiment: 1 }]);
  step(state, { type: "begin" }, 0);
  step(state, { type: "devices", free: ["GPU-a"], needs: NEEDS }, 0);
  const experiments = ["one", "two"].map((name) => ({ name, id: "1a2b3c4d", repetition: 0 }) as Experiment);
  const process = { uuid: "GPU-b", pid: 77, name: "/usr/bin/python3", memory: 4.1 * GIB };
  const blocked = [{ device: all[1]!, obstacle: { kind: "foreign", process } as const }];
  const view = (columns: number) =>
    renderProgress(
      { ...beginProgress(0), state, blocked },
      { experiments, title: "g train", devices: all },
      { columns, rows: 20 },
      5_000,
    );
  assertEquals(view(100).slice(2), [
    "  GPU 0  one r0 1a2b3c4d  5.0s  21 GiB of 40 GiB, 97 % load",
    "  waiting: GPU 1 (A100) is used by python3 (pid 77, 4.1 GiB)",
  ]);
  assertEquals(view(30)[3], "  waiting: GPU 1 (A100) is us…");
});

Deno.test("a status names the runs on each GPU; for other grids with user and grid", () => {
  const holder = { pid: 5, user: "alice", grid: "/grids/a", run: "one-r0-1a2b3c4d/train.2" };
  const reports = [
    { device: device("GPU-a", "0"), holders: [holder, { ...holder, grid: "/home/b", pid: 6 }], processes: [] },
    {
      device: { ...device("GPU-b", "1"), memoryFree: undefined, utilization: undefined },
      holders: [],
      processes: [{ uuid: "GPU-b", pid: undefined, name: undefined, memory: undefined }],
    },
    { device: device("GPU-c", "2"), holders: [], processes: [] },
  ];
  assertEquals(renderDevices(reports, "/grids/a"), [
    "  GPU 0 (A100)  21 GiB of 40 GiB  97 % load  one-r0-1a2b3c4d (pid 5), alice's one-r0-1a2b3c4d of /home/b (pid 6)",
    "  GPU 1 (A100)  another process",
    "  GPU 2 (A100)  21 GiB of 40 GiB  97 % load  free",
  ]);
});

const CPU_POLICY = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 0 };

/** The times in the live view. `running`: when runs started, in seconds. */
function timeShown(
  { slots, running, pending, ended, spent, now, stopped }: {
    readonly slots: number;
    readonly running: readonly number[];
    readonly pending: number;
    readonly ended: number;
    readonly spent: number;
    readonly now: number;
    readonly stopped?: true;
  },
): string {
  const jobs = Array.from({ length: running.length + pending }, (_, experiment): Job => ({
    experiment,
    policy: CPU_POLICY,
    attempt: 1,
    failures: 0,
    times: 1,
    losses: 0,
  }));
  const runs = running.map((begun, index) => ({
    job: jobs[index]!,
    started: begun * 1_000,
    needs: CPU_POLICY.needs,
    devices: [],
    runsPerGpu: 1,
  }));
  const limits = { slots, capacity: CPU_POLICY.needs, devices: [], grace: 1, failures: { kind: "none" } as const };
  const state = createState(limits, jobs.slice(running.length), runs);
  const shown = stopped ? { ...state, stop: "drain" as const } : state;
  const experiments = jobs.map(() => ({ name: "one", id: "1a2b3c4d", repetition: 0 }) as Experiment);
  const progress = { ...beginProgress(0), state: shown, succeeded: ended, spent: spent * 1_000 };
  const [first] = renderProgress(
    progress,
    { experiments, title: "g", devices: [] },
    { columns: 200, rows: 20 },
    now * 1_000,
  );
  return first!.replace(/^.*?\/\d+ +/, "");
}

Deno.test("the remaining time is estimated from the mean duration of succeeded runs", () => {
  // Two runs took 10 s on average. One has been running for 4 s, three are pending: 6 + 3 × 10 s in one slot.
  const one = { slots: 1, running: [16], pending: 3, ended: 2, spent: 20, now: 20 };
  assertEquals(timeShown(one), "20s, about 36s left");
  // Two slots: one run since 4 s, and one since longer than the mean, which should end now: (6 + 0 + 3 × 10) / 2 s.
  assertEquals(timeShown({ ...one, slots: 2, running: [16, 8] }), "20s, about 18s left");
  assertEquals(timeShown({ ...one, slots: 2, running: [], pending: 4 }), "20s, about 20s left");
});

Deno.test("free slots do not shorten the estimate: what waits although slots are free waits for memory, or a GPU", () => {
  const one = { slots: 8, running: [16], ended: 2, spent: 20, now: 20 };
  assertEquals(timeShown({ ...one, pending: 0 }), "20s, about 6.0s left");
  assertEquals(timeShown({ ...one, pending: 1 }), "20s, about 16s left");
});

Deno.test("the estimate is at least as long as what the run that started last still takes", () => {
  assertEquals(
    timeShown({ slots: 2, running: [19, 10], pending: 0, ended: 2, spent: 20, now: 20 }),
    "20s, about 9.0s left",
  );
});

Deno.test("there is no estimate before the first success, after a stop, or when nothing is left", () => {
  const open = { slots: 1, running: [16], pending: 3, ended: 0, spent: 0, now: 20 };
  assertEquals(timeShown(open), "20s");
  assertEquals(timeShown({ ...open, ended: 2, spent: 20, stopped: true }), "20s, draining");
  assertEquals(timeShown({ ...open, ended: 2, spent: 20, running: [], pending: 0 }), "20s");
  assertEquals(timeShown({ ...open, ended: 2, spent: 20, running: [8], pending: 0 }), "20s", "longer than the mean");
});

/** A view of runs of experiments with long names, started one second apart. */
function viewOf(
  runs: number,
  size: { readonly columns: number; readonly rows: number },
  title = "digits train",
): string[] {
  const experiments = Array.from(
    { length: 300 },
    (_, i) =>
      ({ name: `digits-learning_rate=0.${i}-hidden_size=64`, id: `1a2b3${100 + i}`, repetition: 0 }) as Experiment,
  );
  const running = Array.from({ length: runs }, (_, experiment) => ({
    job: { experiment, policy: CPU_POLICY, attempt: 1, failures: 0, times: 1, losses: 0 },
    started: experiment * 1_000,
    needs: CPU_POLICY.needs,
    devices: [],
    runsPerGpu: 1,
  }));
  const limits = { slots: 300, capacity: CPU_POLICY.needs, devices: [], grace: 1, failures: { kind: "none" } as const };
  const state = { ...createState(limits, [], running.toReversed()), succeeded: 12 };
  const progress = { ...beginProgress(0), state, succeeded: 12, spent: 12 * 400_000 };
  return renderProgress(progress, { experiments, title, devices: [] }, size, 300_000);
}

Deno.test("the live view fits 80 and 40 columns: bars and names become shorter, ids and times stay", () => {
  assertEquals(viewOf(2, { columns: 80, rows: 20 }), [
    "digits train  █████████████████░░░ 12/14  5m00s, about 1m41s left",
    "12 done, 2 running, 0 pending",
    "  slot 0  digits-learning_rate=0.1-hidden_size=64 r0 1a2b3101  4m59s",
    "  slot 1  digits-learning_rate=0.0-hidden_size=64 r0 1a2b3100  5m00s",
  ]);
  assertEquals(viewOf(2, { columns: 60, rows: 20 }).slice(2), [
    "  slot 0  digits-learning…hidden_size=64 r0 1a2b3101  4m59s",
    "  slot 1  digits-learning…hidden_size=64 r0 1a2b3100  5m00s",
  ]);
  assertEquals(viewOf(2, { columns: 40, rows: 11 }), [
    "digits …  12/14  5m00s, about 1m41s left",
    "12 done, 2 running, 0 pending",
    "  slot 0  digit…e=64 r0 1a2b3101  4m59s",
    "  slot 1  digit…e=64 r0 1a2b3100  5m00s",
  ]);
});

Deno.test("of many running runs the live view shows those that have run for longest", () => {
  const lines = viewOf(300, { columns: 80, rows: 11 });
  assertEquals(lines.length, 11);
  assertEquals(lines.slice(2, 4).map((line) => line.trim().split("  ")[0]), ["slot 292", "slot 293"]);
  assertEquals(lines.slice(-2), [
    "  slot 299  digits-learning_rate=0.0-hidden_size=64 r0 1a2b3100  5m00s",
    "  and 292 more, started later",
  ]);
});
