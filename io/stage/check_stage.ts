/** Checks before a stage starts that programs, working directories and GPUs of its runs are available. */
import { join, resolve } from "@std/path";
import type { Device } from "../../lib/gpu/device.ts";
import { findsConfigurations } from "../../lib/launch/findable_configurations.ts";
import { workingDirectory } from "../../lib/launch/launch_context.ts";
import { programsOf } from "../../lib/launch/programs.ts";
import type { Problem } from "../../lib/messages/problem.ts";
import { groupsInUse, type Plan } from "../../lib/plan/plan.ts";
import type { RunSpec } from "../../lib/plan/run_spec.ts";
import { stageSpecs, trainingSpec } from "../../lib/plan/run_specs.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { checkDevices } from "../../lib/schedule/backend.ts";
import { statIfExists } from "../system/files.ts";

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
  const specs = groupsInUse(plan).flatMap((group) => stageSpecs(group, stage));
  const messages = [
    ...checkGridDir(check),
    ...specs.flatMap((spec) => checkPrograms(spec, workingDirectory(plan, spec.settings))),
    ...checkGpus(check),
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

function checkPrograms(spec: RunSpec, workdir: string): string[] {
  if (statIfExists(workdir)?.isDirectory !== true) return [`working directory does not exist: ${workdir}`];
  return programsOf(spec).filter((name) => !isProgram(name, workdir)).map((name) => {
    const where = name.includes("/") ? `in ${workdir}` : "on PATH";
    return `cannot ${spec.stage}: program "${name}" not found ${where}`;
  });
}

function checkGpus({ plan, devices }: StageCheck): string[] {
  if (devices === undefined) return [];
  return [
    ...checkDevices(devices, groupsInUse(plan).map((group) => trainingSpec(group).settings)),
    ...(isProgram("flock", plan.cwd) ? [] : ["flock (util-linux) not found on PATH: it is required to lease GPUs"]),
  ];
}

function isProgram(name: string, workdir: string): boolean {
  const paths = name.includes("/")
    ? [resolve(workdir, name)]
    : (Deno.env.get("PATH") ?? "").split(":").map((dir) => join(resolve(workdir, dir || "."), name));
  return paths.some((path) => {
    try {
      const info = Deno.statSync(path);
      return info.isFile && ((info.mode ?? 0o111) & 0o111) !== 0;
    } catch {
      // Shells skip unreadable directories, too.
      return false;
    }
  });
}
