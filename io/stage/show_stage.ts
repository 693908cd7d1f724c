/** Runs a stage, and shows people what it does. */
import { shownPath } from "../../lib/messages/shown_path.ts";
import { describeUnknown } from "../../lib/status/describe_unknown.ts";
import type { HeldSession } from "../grid/session.ts";
import { createDisplay } from "./display.ts";
import type { Orders } from "./orders.ts";
import { runStage, type StageResult } from "./run_stage.ts";
import type { StageRequest } from "./stage_request.ts";

/** How a stage is shown. */
export interface ShowOptions {
  readonly orders: Orders;
  /** Shows failures alone. */
  readonly quiet: boolean;
}

/** Runs a stage as {@link runStage} does, with a live view on a terminal and elsewhere one line per event. */
export async function showStage(
  session: HeldSession,
  request: StageRequest,
  { orders, quiet }: ShowOptions,
): Promise<StageResult> {
  const { plan, path, paths } = session;
  using display = createDisplay({
    experiments: plan.experiments,
    title: `${plan.name} ${request.stage}`,
    gridDir: shownPath(path, Deno.cwd()),
    quiet,
    gpus: request.gpus,
  });
  orders.attach({ note: display.note, hangUp: () => display.hangUp(paths.schedulerLog) });
  try {
    return await runStage(session, request, {
      orders,
      tell: display.tell,
      tellUnknown: (unknown) => describeUnknown(unknown).forEach(display.note),
    });
  } finally {
    orders.attach(undefined);
  }
}
