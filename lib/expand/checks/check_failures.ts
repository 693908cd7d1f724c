/** Warns about commands whose failure would go unnoticed. */
import { lostFailures } from "../../launch/checks/lost_failures.ts";
import { valueOf } from "../../messages/problem.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { settingOrigin } from "../setting_origin.ts";

/** Warns about commands and `setup`s after whose failure a run goes on or counts as succeeded. */
export function checkFailures(prepared: readonly PreparedTask[], context: ExpandContext): void {
  for (const { task, specs } of prepared) {
    for (const spec of specs) {
      for (const { setting, message } of lostFailures(spec)) {
        // A setup is that of all runs of a task.
        if (setting === "setup" && spec.stage === "test") continue;
        const name = setting === "setup" ? setting : spec.stage === "train" ? "command" : "test_command";
        context.report.warning(valueOf(settingOrigin(context, task, name, spec.test)), message);
      }
    }
  }
}
