/** The backends of this machine: its CPUs, and its GPUs with leases. */
import type { Settings } from "../../../lib/grid/settings/settings.ts";
import { capacityWithin, roomOnCpus, roomOnGpus, type RoomRequest } from "../../../lib/schedule/slots.ts";
import type { Job } from "../../../lib/schedule/state.ts";
import { createLocalExecutor } from "../../executor/local.ts";
import { isRunOf } from "../../executor/sweeper.ts";
import { createDeviceFinder } from "../../gpu/find_devices.ts";
import type { FoundGpus } from "../../gpu/find_gpus.ts";
import { type Leases, openLeases } from "../../gpu/leases.ts";
import { readMachineLimits } from "../../system/machine_limits.ts";
import { hasHostPids } from "../../system/place.ts";
import type { Backend, BackendReport, BackendSession, LaunchTerms, OpenBackend, StageToRun } from "./backend.ts";

// How long to wait for failed GPUs when nothing else is left to do: the driver may be restarted.
const PATIENCE_MS = 60_000;

/** Runs on the CPUs of this machine. */
export function createCpuBackend(): Backend {
  return {
    room: (settings, maxConcurrentRuns) => roomOnCpus(onThisMachine(settings, maxConcurrentRuns)),
    cluster: () => undefined,
    open: (session, stage) => ({ ...openMachine(session, stage), findDevices: undefined }),
  };
}

/** Runs on GPUs of this machine, which are leased. */
export function createGpuBackend(gpus: FoundGpus): Backend {
  const uuids = gpus.devices.map(({ uuid }) => uuid);
  return {
    room: (settings, maxConcurrentRuns) => roomOnGpus(gpus.devices, onThisMachine(settings, maxConcurrentRuns)),
    cluster: () => undefined,
    open(session, stage) {
      const { here } = stage;
      const leases = openLeases(session.root, uuids, here);
      return {
        ...openMachine(session, stage, leases),
        findDevices: (events) =>
          createDeviceFinder({
            ...gpus,
            ...events,
            leases,
            isOurs: (pid) => isRunOf(session.key, pid),
            knowsPids: hasHostPids(here),
            timeout: PATIENCE_MS,
          }),
      };
    },
  };
}

function onThisMachine(settings: readonly Settings[], maxConcurrentRuns: number): RoomRequest {
  return { capacity: capacityWithin(readMachineLimits()), settings, maxConcurrentRuns };
}

// How often the files of running trainings are looked at, in milliseconds.
const LOOK_MS = 250;

function openMachine(
  { root, key }: BackendSession,
  { here, grace }: StageToRun,
  leases?: Leases,
): Omit<OpenBackend, "findDevices"> {
  return {
    executor: createLocalExecutor({ root, gridKey: key, here, grace, leases }),
    terms: termsOnMachine,
    look: LOOK_MS,
    report: () => NOTHING_LEFT,
  };
}

function termsOnMachine({ policy }: Job, number: number, uuids: readonly string[]): LaunchTerms {
  const needs = policy.devices;
  const shared = needs !== undefined && needs.runsPerGpu > 1;
  return {
    given: needs === undefined ? {} : { devices: { uuids, shared } },
    last: number,
    announce: (launch) => ({
      type: "start",
      ...launch,
      ...(uuids.length > 0 && { devices: uuids }),
      ...(shared && { runs_per_gpu: needs.runsPerGpu }),
    }),
  };
}

// Runs start at once, and none outlives a stage that has ended well.
const NOTHING_LEFT: BackendReport = { unsubmitted: 0, refused: false, isCancelled: false, packing: undefined };
