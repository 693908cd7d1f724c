/** MI-Prometheus's own grid of memory-augmented encoder-solvers, with its configurations. */
import type { Plan } from "../../../lib/plan/plan.ts";
import problem from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/default_problem.yaml" with {
  type: "text",
};
import training from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/default_training.yaml" with {
  type: "text",
};
import maes from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/maes/default_maes.yaml" with {
  type: "text",
};
import odd from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/maes/maes_odd_recall.yaml" with {
  type: "text",
};
import reverse from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/maes/maes_reverse_recall.yaml" with {
  type: "text",
};
import comparison from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/maes/maes_sequence_comparison.yaml" with {
  type: "text",
};
import equality from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/maes/maes_sequence_equality.yaml" with {
  type: "text",
};
import symmetry from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/maes/maes_sequence_symmetry.yaml" with {
  type: "text",
};
import serial from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/maes/maes_serial_recall.yaml" with {
  type: "text",
};
import grid from "../../fixtures/grid/mi-prometheus/configs/maes_baselines/maes_grid_training.yaml" with {
  type: "text",
};
import { type Expanded, tryExpand } from "./expand_text.ts";

const FOLDER = "configs/maes_baselines";

/** The expanded grid, with its messages. */
export function tryExpandMaes(): Expanded {
  return tryExpand(grid, {
    file: `${FOLDER}/maes_grid_training.yaml`,
    files: {
      [`${FOLDER}/default_problem.yaml`]: problem,
      [`${FOLDER}/default_training.yaml`]: training,
      [`${FOLDER}/maes/default_maes.yaml`]: maes,
      [`${FOLDER}/maes/maes_odd_recall.yaml`]: odd,
      [`${FOLDER}/maes/maes_reverse_recall.yaml`]: reverse,
      [`${FOLDER}/maes/maes_sequence_comparison.yaml`]: comparison,
      [`${FOLDER}/maes/maes_sequence_equality.yaml`]: equality,
      [`${FOLDER}/maes/maes_sequence_symmetry.yaml`]: symmetry,
      [`${FOLDER}/maes/maes_serial_recall.yaml`]: serial,
    },
  });
}

/** The plan of the grid. */
export function expandMaes(): Plan {
  return tryExpandMaes().plan;
}
