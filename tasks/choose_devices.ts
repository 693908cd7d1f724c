/** Whether runs run on GPUs or on CPUs. */
import type { FoundGpus } from "../io/gpu/find_gpus.ts";

/** Where runs run. */
export interface DeviceChoice {
  /** `undefined`: on CPUs. */
  readonly gpus: FoundGpus | undefined;
  /** As it is told: `the CPUs`. */
  readonly name: string;
}

/**
 * The GPUs, if there are any and the user does not say otherwise.
 *
 * @param on what the user insists on
 * @throws {InputError} when GPUs are insisted on and there is none, or when it cannot be told whether there is one
 */
export async function chooseDevices(on: "cpu" | "gpu" | undefined): Promise<DeviceChoice> {
  if (on === "cpu") return { gpus: undefined, name: "the CPUs" };
  const { findGpus } = await import("../io/gpu/find_gpus.ts");
  const { formatProblem, InputError } = await import("../lib/messages/problem.ts");
  const { say } = await import("../io/system/terminal.ts");
  const advice = "; with --on cpu, or grid:train:cpu, runs run on the CPUs";
  let found: Awaited<ReturnType<typeof findGpus>>;
  try {
    found = await findGpus((problem) => say(formatProblem(problem)));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, message: problem.message + advice }));
    throw new InputError(problems, { cause: error });
  }
  if (typeof found !== "string") return { gpus: found, name: nameOf(found) };
  if (on === undefined) return { gpus: undefined, name: `the CPUs (${found})` };
  throw new InputError([{ severity: "error", source: "--on gpu", message: found + advice }]);
}

function nameOf({ devices }: FoundGpus): string {
  const kinds = [...new Set(devices.map(({ name }) => name))].join(", ");
  return devices.length === 1 ? `the GPU (${kinds})` : `${devices.length} GPUs (${kinds})`;
}
