/** Leaves a grid to its controller: a job of the cluster that follows what was submitted, and tests and analyzes it. */
import { fromFileUrl } from "@std/path";
import { submitController } from "../../io/cluster/submit_controller.ts";
import type { HeldSession } from "../../io/grid/session.ts";
import { continuedEnvironment, denoCommand, program } from "../../io/system/processes/program.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import type { BatchSystem } from "../../lib/cluster/batch_system.ts";
import { jobsWithNames } from "../../lib/cluster/job_queue.ts";
import { hint } from "../../lib/messages/hint.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { gridSettings } from "../../lib/plan/plan.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import type { StageFlags } from "../flags/stage_flags.ts";
import { argumentsOf } from "./start_detached.ts";

const NOT_SUBMITTED = 4;

/**
 * Submits the controller of a grid whose trainings were submitted.
 *
 * @param only indices of the experiments of the command; `undefined` for all
 * @param isComplete whether all of them were submitted
 * @returns the exit code
 */
export async function leaveToController(
  system: BatchSystem,
  session: HeldSession,
  flags: StageFlags,
  { only, isComplete }: { readonly only: ReadonlySet<number> | undefined; readonly isComplete: boolean },
): Promise<number> {
  const { root, key, path, plan } = session;
  const shown = shownPath(path, Deno.cwd());
  // What a selector like `state=failed` means now.
  const selected = only && [...only].map((index) => plan.experiments[index]!.id);
  const next = hint(program(), `run --on ${system.dialect.name}`, [shown]);
  const script = fromFileUrl(new URL("../run.ts", import.meta.url));
  const after = isComplete && !needsFollower(session, flags) ? await jobsInQueue(system, session) : [];
  const answer = await submitController({ root, gridKey: key, system, journal: session, plan }, {
    workdir: Deno.cwd(),
    words: denoCommand(script, argumentsOf("run", path, flags, selected)),
    variables: continuedEnvironment(),
    advice: `continue with ${next}`,
  }, after);
  switch (answer.kind) {
    case "followed":
      printMessage(`controller: job ${answer.job} follows this grid already`);
      return 0;
    case "submitted":
      printMessage(
        `controller: job ${answer.job} ${
          after.length === 0 ? "follows" : "waits for the trainings, then follows"
        } this grid: ` +
          `it tests, analyzes and reports; log: ${shownPath(gridPaths(path).schedulerLog, Deno.cwd())}`,
      );
      printMessage(`where nodes do not see ${Deno.execPath()}, ${next} does so`);
      return 0;
    default:
      printMessage(`error: the controller was not submitted: ${answer.message}`);
      printMessage(`the trainings go on; ${next} tests, analyzes and reports`);
      return NOT_SUBMITTED;
  }
}

// Whether something has to be decided before the trainings have ended: then the controller starts at once.
function needsFollower({ plan }: HeldSession, { timeLimit, strict }: StageFlags): boolean {
  const { earlyStopping, maxTime } = gridSettings(plan);
  return earlyStopping !== undefined || maxTime !== undefined || timeLimit !== undefined || strict === true;
}

async function jobsInQueue({ askQueue }: BatchSystem, { submissions }: HeldSession): Promise<number[]> {
  const answer = await askQueue();
  const names = [...submissions.values()].filter(({ controller }) => !controller).map(({ name }) => name);
  return answer.kind === "answered" ? jobsWithNames(answer.queue, names) : [];
}
