/** Checks that runs report what they are judged by, if they are stopped early. */
import { placeOf } from "../../grid/settings/halving_rule.ts";
import { below } from "../../messages/problem.ts";
import type { ExpandContext } from "../expand_context.ts";
import { gridSettingOrigin } from "../setting_origin.ts";

/** Reports `early_stopping` without a metric, or with one that only tests have. */
export function checkEarlyStopping(context: ExpandContext): void {
  const { earlyStopping, metric } = context.grid.settings;
  if (earlyStopping === undefined) return;
  const { report } = context;
  const origin = gridSettingOrigin(context, "early_stopping");
  const judged = earlyStopping.metric ?? metric;
  if (judged === undefined) {
    return report.error(
      origin,
      "early_stopping judges runs by a metric, and there is none: add metric: {name: validation_accuracy, goal: maximize}",
    );
  }
  if (placeOf(judged) !== undefined) return;
  report.error(
    earlyStopping.metric === undefined ? gridSettingOrigin(context, "metric") : below(origin, "metric"),
    `early_stopping cannot judge runs by ${judged.name}: expected a metric that trainings report, training_… or validation_…`,
  );
}
