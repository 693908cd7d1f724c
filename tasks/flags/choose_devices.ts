/** Chooses whether runs use GPUs or CPUs. */
import type { FoundGpus } from "../../io/gpu/find_gpus.ts";
import { counted } from "../../lib/messages/text.ts";

/** The values of `--on`. */
export const BACKENDS = ["cpu", "gpu", "slurm"] as const;

/** A value of `--on`. */
export type Backend = typeof BACKENDS[number];

/** The devices for the runs of a command. */
export interface DeviceChoice {
  /** `undefined` to run on CPUs, or on a cluster. */
  readonly gpus: FoundGpus | undefined;
  /** The runs are submitted to a Slurm cluster. */
  readonly slurm?: true;
  /** The devices in words: `2 GPUs (NVIDIA A100-SXM4-40GB)`. */
  readonly name: string;
}

/** The cluster has the devices. */
export const SLURM: DeviceChoice = { gpus: undefined, name: "Slurm", slurm: true };

/**
 * Chooses GPUs if there are any, unless the user decides otherwise.
 *
 * @param on the value of `--on`
 * @throws {InputError} if `--on gpu` is given and there is no GPU, or if GPUs cannot be queried
 */
export async function chooseDevices(on: Backend | undefined): Promise<DeviceChoice> {
  if (on === "slurm") return SLURM;
  if (on === "cpu") return { gpus: undefined, name: "CPUs" };
  const { findGpus } = await import("../../io/gpu/find_gpus.ts");
  const { formatProblem, InputError } = await import("../../lib/messages/problem.ts");
  const { printMessage } = await import("../../io/system/terminal/terminal.ts");
  const advice = "; use --on cpu to run on CPUs";
  let gpus: Awaited<ReturnType<typeof findGpus>>;
  try {
    gpus = await findGpus((problem) => printMessage(formatProblem(problem)));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, message: problem.message + advice }));
    throw new InputError(problems, { cause: error });
  }
  if (typeof gpus !== "string") return { gpus, name: describeGpus(gpus) };
  if (on === undefined) return { gpus: undefined, name: `CPUs (${gpus})` };
  throw new InputError([{ severity: "error", source: "--on gpu", message: gpus + advice }]);
}

function describeGpus({ devices }: FoundGpus): string {
  const kinds = [...new Set(devices.map(({ name }) => name))].join(", ");
  return `${counted(devices.length, "GPU")} (${kinds})`;
}
