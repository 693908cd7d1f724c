/** Checks before a stage starts that programs, working directories and GPUs of its runs are available. */
import type { Device } from "../../lib/gpu/device.ts";
import { missingFiles } from "../../lib/launch/checks/missing_files.ts";
import type { PathProbe } from "../../lib/launch/checks/named_files.ts";
import { findsConfigurations } from "../../lib/launch/findable_configurations.ts";
import { printable } from "../../lib/messages/printable.ts";
import type { Problem } from "../../lib/messages/problem.ts";
import { groupsInUse, type Plan, stageSpecs, trainingSpec } from "../../lib/plan/plan.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { checkDevices } from "../../lib/schedule/slots.ts";
import { createPathProbe } from "../system/path_probe.ts";

/** The stage to check. */
export interface StageCheck {
  readonly plan: Plan;
  readonly stage: Stage;
  /** The grid, as shown in messages. */
  readonly source: string;
  /** The grid directory, absolute. */
  readonly gridDir: string;
  /** The GPUs available to runs; `undefined` on CPUs. */
  readonly devices: readonly Device[] | undefined;
}

/**
 * Finds what the runs of a stage need and is missing: programs on PATH, working directories, GPUs.
 *
 * @returns errors without duplicates
 */
export function checkStage(check: StageCheck): Problem[] {
  const { plan, stage, source } = check;
  const probe = createPathProbe(plan.python);
  const messages = [
    ...checkGridDir(check),
    ...checkStarters(check),
    ...groupsInUse(plan).flatMap((group) =>
      stageSpecs(group, stage).flatMap((spec) => missingFiles(plan, group, spec, probe).map(({ message }) => message))
    ),
    ...checkGpus(check, probe),
  ];
  return [...new Set(messages)].map((message) => ({ severity: "error", source, message }));
}

function checkGridDir({ plan, stage, gridDir }: StageCheck): string[] {
  if (findsConfigurations(plan, stage, gridDir)) return [];
  return [
    `MI-Prometheus's programs cannot open the configuration files in ${gridDir}: they split paths at commas ` +
    `and remove spaces; choose another directory with --expdir`,
  ];
}

// Runs are started by setsid, sh and flock. One that ends at once, or goes on in the background, would lose every run.
function checkStarters({ devices }: StageCheck): string[] {
  return [
    ...tryStarter("setsid", [], "runs are started with setsid and sh: those on PATH"),
    ...(devices === undefined
      ? []
      : tryStarter("flock", ["-n", "-s", "-F", "/"], "GPUs are leased with flock: that on PATH")),
  ];
}

const TRIED_CODE = 42;
// Of timeout(1).
const TIMEOUT_CODE = 124;

function tryStarter(program: string, args: readonly string[], what: string): string[] {
  const words = [program, ...args, "sh", "-c", `exit ${TRIED_CODE}`];
  let how: string;
  try {
    const { code, stderr } = runForMoment(words);
    if (code === TRIED_CODE) return [];
    const [line] = new TextDecoder().decode(stderr).trim().split("\n");
    how = line ? printable(line) : code === TIMEOUT_CODE ? "it hangs" : `it ended with ${code}`;
  } catch (error) {
    // A dry run has given up starting programs.
    if (error instanceof Deno.errors.NotCapable) return [];
    how = (error as Error).message;
  }
  return [`${what} cannot be used (expected exit code ${TRIED_CODE} of "${words.join(" ")}", but ${how})`];
}

// For 10 seconds at most, where there is a timeout(1).
function runForMoment(words: readonly string[]): Deno.CommandOutput {
  const run = ([program = "", ...args]: readonly string[]) =>
    new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "piped" }).outputSync();
  try {
    return run(["timeout", "10", ...words]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return run(words);
    throw error;
  }
}

function checkGpus({ plan, devices }: StageCheck, probe: PathProbe): string[] {
  if (devices === undefined) return [];
  return [
    ...checkDevices(devices, groupsInUse(plan).map((group) => trainingSpec(group).settings)),
    ...(probe.isOnPath("flock", plan.cwd)
      ? []
      : ["flock (util-linux) not found on PATH: it is required to lease GPUs"]),
  ];
}
