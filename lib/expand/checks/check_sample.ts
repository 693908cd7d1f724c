/** Checks that drawn axes and `grid_sample` belong together. */
import { drawnAxes } from "../../grid/axes/axes.ts";
import type { Task } from "../../grid/parse_task.ts";
import { below } from "../../messages/problem.ts";
import { MAX_SOBOL_DIMENSIONS } from "../../search/sampler.ts";
import type { ExpandContext } from "../expand_context.ts";

/** Whether a task has an axis that is drawn. */
export function isDrawn({ grids }: Task): boolean {
  return grids.some((axes) => drawnAxes(axes).length > 0);
}

/** Reports drawn axes of which nothing says how many points they have, and a number of points that nothing is drawn for. */
export function checkSample({ grid, overrides, report }: ExpandContext): void {
  const { n, method, origin } = grid.sample;
  const drawn = grid.tasks.flatMap(({ grids }) => grids.map(drawnAxes)).filter((axes) => axes.length > 0);
  if (drawn.length === 0) {
    // An axis that is invalid may be the one that was meant to be drawn.
    if (report.problems.some(({ severity }) => severity === "error")) return;
    const message = "nothing is drawn: no axis has a distribution such as {loguniform: [0.0001, 1]}";
    if (overrides.samples !== undefined) report.error({ flag: `--samples ${overrides.samples}` }, message);
    // A flag can give the only drawn axis a value.
    else if (origin !== undefined && overrides.set.length + overrides.axis.length === 0) {
      report.error(origin, `grid_sample: ${message}`);
    }
    return;
  }
  const [axis] = drawn[0]!;
  if (n === undefined) {
    report.error(axis!.origin, `axis "${axis!.key}" is drawn and nothing says how many: add grid_sample: {n: …}`);
  }
  const most = drawn.reduce((most, axes) => Math.max(most, axes.length), 0);
  if (method === "sobol" && most > MAX_SOBOL_DIMENSIONS) {
    report.error(
      origin === undefined ? axis!.origin : below(origin, "method"),
      `sobol draws at most ${MAX_SOBOL_DIMENSIONS} axes together, got ${most}: use grid_sample: {method: random}`,
    );
  }
}
