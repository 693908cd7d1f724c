/** Studies of any size for tests of the page: results, curves, failures and provenance that look like those of real trainings. */
import { createCurveBuilder, pointsOf, thin } from "../../../lib/report/curves/curve_builder.ts";
import { MAX_PARTS, type StatisticsCurves, type ThinnedCurve } from "../../../lib/report/experiment_details.ts";
import type { ReportInput } from "../../../lib/report/report_input.ts";
import { type ExampleExperiment, exampleGrid, exampleInput, exampleProvenance } from "./example_input.ts";
import { normals } from "./statistics/random.ts";

/** The size of a study. */
export interface ExampleStudy {
  /** Number of learning rates, of widths, and of dropout rates. Each combination is trained with two optimizers. */
  readonly axes: readonly [rates: number, widths: number, dropouts: number];
  readonly repetitions: number;
  /** Rows of the statistics; none if 0. */
  readonly rows: number;
  /** Whether the largest width with the largest rate runs out of memory, and a few others diverge. */
  readonly hasFailures?: boolean;
}

/** The input of the report of a study. */
export function exampleStudy(study: ExampleStudy, changes: Partial<ReportInput> = {}): ReportInput {
  const { axes: [rates, widths, dropouts], repetitions } = study;
  const normal = normals(7);
  const experiments: ExampleExperiment[] = [];
  for (let rate = 0; rate < rates; rate++) {
    for (let width = 0; width < widths; width++) {
      for (let dropout = 0; dropout < dropouts; dropout++) {
        for (const optimizer of ["adam", "sgd"]) {
          for (let repetition = 0; repetition < repetitions; repetition++) {
            experiments.push(experimentOf(study, { rate, width, dropout, optimizer, repetition }, normal));
          }
        }
      }
    }
  }
  return exampleInput(experiments, {
    grids: [exampleGrid({ provenance: exampleProvenance(), gridFile: "grid_axes:\n  training.optimizer.lr: [0.1]\n" })],
    tests: experiments.length,
    ...changes,
  });
}

interface Choice {
  readonly rate: number;
  readonly width: number;
  readonly dropout: number;
  readonly optimizer: string;
  readonly repetition: number;
}

function experimentOf(
  { axes: [rates, widths], rows, hasFailures = false }: ExampleStudy,
  { rate, width, dropout, optimizer, repetition }: Choice,
  normal: () => number,
): ExampleExperiment {
  const params = {
    "training.optimizer.lr": String(Number((0.0001 * 10 ** (rate * 3 / Math.max(1, rates - 1))).toPrecision(2))),
    "model.width": String(16 * 2 ** width),
    "model.dropout": String(dropout / 10),
    "training.optimizer.name": optimizer,
  };
  const isLargest = rate === rates - 1 && width === widths - 1;
  if (hasFailures && isLargest) {
    return {
      params,
      repetition,
      state: "failed",
      failure: {
        log: `mlp-${rate}-${width}-r${repetition}-0badcafe/train.1.log`,
        seconds: 3.2,
        lines: ["Traceback (most recent call last):", '  File "train.py", line 41, in <module>', OUT_OF_MEMORY],
      },
    };
  }
  const best = optimizer === "adam" ? 0.45 : 0.75;
  const distance = (rate / Math.max(1, rates - 1) - best) ** 2;
  const diverges = hasFailures && rate === rates - 1 && optimizer === "adam" && repetition === 0;
  const noise = 0.002 * normal();
  const accuracy = diverges
    ? 0.1
    : 0.985 - 0.09 * distance - 0.03 / (width + 1) - 0.008 * (dropout / 10 - 0.2) ** 2 + noise;
  const test = accuracy - 0.004 + 0.001 * normal();
  return {
    params,
    repetition,
    seconds: 20 * 1.6 ** width * (1 + 0.05 * normal()),
    validation: {
      accuracy: String(accuracy),
      loss: String((1 - accuracy) * 3.2),
      parameters: String(800 * 16 * 2 ** width),
    },
    test: { accuracy: String(test), loss: String((1 - test) * 3.3) },
    ...(rows > 0 && { curves: curvesOf(rows, accuracy, normal) }),
  };
}

const OUT_OF_MEMORY = "RuntimeError: CUDA out of memory. Tried to allocate 2.50 GiB (GPU 0; 15.77 GiB total capacity)";

function curvesOf(rows: number, accuracy: number, normal: () => number): StatisticsCurves[] {
  const losses = createCurveBuilder();
  const accuracies = createCurveBuilder();
  for (let row = 1; row <= rows; row++) {
    const left = Math.exp(-5 * row / rows);
    accuracies.add(row * 10, accuracy - 0.4 * left + 0.003 * normal());
    losses.add(row * 10, (1 - accuracy) * 3.2 + 2 * left + 0.02 * Math.abs(normal()));
  }
  const thinned = (name: string, builder: typeof losses): ThinnedCurve => {
    const curve = builder.finish()!;
    return { name, curve, points: thin(pointsOf(curve), MAX_PARTS) };
  };
  return [{ group: "validation", x: "episode", columns: [thinned("loss", losses), thinned("accuracy", accuracies)] }];
}
