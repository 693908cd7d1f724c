/** The hooks of a grid: shell lines of its grid file that are run at the end of a command, and at the first failure. */
import { join } from "@std/path";
import type { HeldSession } from "../../io/grid/session.ts";
import { type Hook, prepareHook } from "../../io/system/processes/hook.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { gridSettings } from "../../lib/plan/plan.ts";
import { countStates } from "../../lib/status/count_states.ts";
import type { Failure } from "../../lib/status/progress/progress.ts";
import { gridPaths } from "../../lib/store/layout.ts";

/** The hooks of a command. */
export interface Hooks extends AsyncDisposable {
  /** Called when a run has failed for good: runs `on_first_failure` the first time, which nothing waits for. */
  onFailure(run: Failure): void;
  /**
   * Runs `on_end`.
   *
   * @param code the exit code of the command
   */
  end(code: number): Promise<void>;
}

// Seconds. They tell somebody something: whatever takes longer hangs.
const LIMIT_S = 60;

/** Prepares the hooks of a grid. */
export function prepareHooks(session: HeldSession): Hooks {
  const { root, path, plan } = session;
  const { onEnd, onFirstFailure } = gridSettings(plan);
  const log = gridPaths(root).schedulerLog;
  const prepare = (name: string, line: string | undefined): Hook | undefined =>
    line === undefined ? undefined : prepareHook({ name, line, workdir: plan.cwd, log, limit: LIMIT_S });
  const end = prepare("on_end", onEnd);
  const failure = prepare("on_first_failure", onFirstFailure);
  let failing: Promise<void> | undefined;

  async function run(name: string, hook: Hook, variables: Readonly<Record<string, string>>): Promise<void> {
    const code = await hook.run({ GRID_NAME: plan.name, GRID_DIR: root, ...countVariables(session), ...variables });
    if (code === 0) return;
    const why = code === undefined || code === 124 ? `took more than ${LIMIT_S} s` : `exit code ${code}`;
    printMessage(`warning: ${name}: ${why}: see ${shownPath(gridPaths(path).schedulerLog, Deno.cwd())}`);
  }

  return {
    onFailure({ label, reason, log }) {
      if (failure === undefined || failing !== undefined) return;
      const variables = { GRID_RUN: label, GRID_REASON: reason, GRID_LOG: join(root, log) };
      failing = run("on_first_failure", failure, variables).catch(warn("on_first_failure"));
    },
    async end(code) {
      await failing;
      if (end === undefined) return;
      const variables = { GRID_EXIT_CODE: String(code), GRID_STATE: stateOf(code), ...newestFiles(root) };
      await run("on_end", end, variables).catch(warn("on_end"));
    },
    async [Symbol.asyncDispose]() {
      await failing;
      await failure?.[Symbol.asyncDispose]();
      await end?.[Symbol.asyncDispose]();
    },
  };
}

// A hook tells about runs, and never changes how they end.
function warn(name: string): (error: unknown) => void {
  return (error) => printMessage(`warning: ${name} was not run: ${(error as Error).message}`);
}

function countVariables({ runs }: HeldSession): Record<string, string> {
  const stages = { TRAINED: runs.train, TESTED: runs.test };
  return Object.fromEntries(
    Object.entries(stages).flatMap(([name, stage]) => {
      const { states, unsuccessful } = countStates([...stage.values()]);
      return [
        [`GRID_${name}`, String(states.get("succeeded") ?? 0)],
        [`GRID_NOT_${name}`, String(unsuccessful)],
      ];
    }),
  );
}

const STATES: Readonly<Record<number, string>> = { 0: "succeeded", 1: "failed", 4: "error", 5: "time_limit" };

function stateOf(code: number): string {
  return STATES[code] ?? (code > 128 ? "stopped" : "error");
}

// Their names begin with the time.
function newestFiles(root: string): Record<string, string> {
  const names = [...Deno.readDirSync(root)].map(({ name }) => name).sort();
  const newest = (end: string) => names.findLast((name) => /^\d/.test(name) && name.endsWith(end));
  const [report, summary] = [newest("_grid_report.html"), newest("_grid_summary.csv")];
  return {
    ...(report !== undefined && { GRID_REPORT: join(root, report) }),
    ...(summary !== undefined && { GRID_SUMMARY: join(root, summary) }),
  };
}
