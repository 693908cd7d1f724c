/** `--metric` and `--goal`: what configurations are ranked by. */
import type { Metric } from "../../lib/grid/settings/settings.ts";
import { type Command, UsageError } from "./command_line.ts";

/** The values of these flags. */
export interface MetricFlags {
  readonly metric?: string;
  readonly goal?: Metric["goal"];
}

/**
 * Adds `--metric` and `--goal`.
 *
 * @param description that of `--metric`
 */
export function withMetricOptions(
  command: Command,
  description = "rank by this column instead of the metric of the grid",
): Command {
  return command.option("--metric <name>", description).addOption({
    flags: "--goal <goal>",
    description: "whether to maximize or minimize --metric",
    choices: ["maximize", "minimize"],
  });
}

/**
 * Checks that `--goal` is not given alone.
 *
 * @throws {UsageError} if it is
 */
export function checkGoal({ metric, goal }: MetricFlags): void {
  if (goal !== undefined && metric === undefined) throw new UsageError("error: --goal requires --metric");
}
