/** Runs a stage and displays it on stderr. */
import { shownPath } from "../../../lib/messages/shown_path.ts";
import type { HeldSession } from "../../grid/session.ts";
import type { Orders } from "../orders.ts";
import { runStage } from "../run_stage.ts";
import type { StageRequest } from "../stage_request.ts";
import type { StageResult } from "../stage_result.ts";
import { createDisplay } from "./display.ts";

/** How to display a stage. */
export interface ShowOptions {
  readonly orders: Orders;
  /** Called before the first launch, unless there is nothing to run. */
  readonly onBegin: () => void;
  /** Show only failures. */
  readonly quiet: boolean;
}

/** Runs a stage like {@link runStage}, with a live view on a terminal, otherwise with one line per event. */
export async function showStage(
  session: HeldSession,
  request: StageRequest,
  { orders, onBegin, quiet }: ShowOptions,
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
    return await runStage(session, request, { orders, onBegin, onEvent: display.update });
  } finally {
    orders.attach(undefined);
  }
}
