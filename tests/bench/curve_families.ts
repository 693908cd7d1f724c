/** Families of learning curves on which early stopping does well or badly: what it loses depends on how the curves go on. */

/** A family of curves. Values are accuracies: higher is better. */
export interface CurveFamily {
  readonly name: string;
  /** The curves of a grid: a value after each of {@link EPOCHS} epochs. @param random gives numbers in 0…1 */
  readonly curves: (count: number, random: () => number) => number[][];
}

/** The number of epochs: runs are judged after 3, 9 and 27. */
export const EPOCHS = 27;

/** The family that a larger `first` helps. */
export const WARM_UP = "warm-up of five epochs";

/** The families. */
export const FAMILIES: readonly CurveFamily[] = [
  { name: "saturating", curves: each(proper) },
  { name: "crossing: fast learners overfit", curves: each(crossing) },
  { name: WARM_UP, curves: each(warmedUp) },
  { name: "noisy rows", curves: each(noisy) },
  { name: "plateaus at first", curves: each(late) },
  { name: "divergence", curves: each(diverging) },
];

type Curve = (epoch: number) => number;

function each(curve: (random: () => number) => Curve): CurveFamily["curves"] {
  return (count, random) =>
    Array.from({ length: count }, () => {
      const at = curve(random);
      return Array.from({ length: EPOCHS }, (_, index) => at(index + 1));
    });
}

const CHANCE = 0.1;

// What a run has learned after so many epochs: it comes closer to its limit by the same factor in each.
function learned(limit: number, time: number, epochs: number): number {
  return CHANCE + (limit - CHANCE) * (1 - Math.exp(-Math.max(0, epochs) / time));
}

function proper(random: () => number): Curve {
  const [limit, time] = [0.5 + 0.5 * random(), 2 + 2 * random()];
  return (epoch) => learned(limit, time, epoch);
}

// What learns fast overfits after some epochs, and comes down: what learns slowly crosses it from below.
function crossing(random: () => number): Curve {
  const [speed, limit] = [random(), 0.5 + 0.5 * random()];
  const peak = 3 + 6 * random();
  return (epoch) => learned(limit, 3 - 2 * speed, epoch) - 0.03 * speed * Math.max(0, epoch - peak);
}

// Every other run warms up: it learns next to nothing in five epochs, and ends higher.
function warmedUp(random: () => number): Curve {
  const isWarmedUp = random() < 0.5;
  const limit = 0.5 + 0.4 * random() + (isWarmedUp ? 0.1 : 0);
  return (epoch) => learned(limit, 2, isWarmedUp ? epoch - 4.9 : epoch);
}

function noisy(random: () => number): Curve {
  const at = proper(random);
  return (epoch) => at(epoch) + 0.05 * normal(random);
}

// At chance level until it finds the way.
function late(random: () => number): Curve {
  const [limit, start] = [0.5 + 0.5 * random(), 12 * random()];
  return (epoch) => learned(limit, 2, epoch - start);
}

// Three of ten runs diverge at some time, and end at chance level.
function diverging(random: () => number): Curve {
  const at = proper(random);
  const end = random() < 0.3 ? 1 + 26 * random() : Infinity;
  return (epoch) => epoch <= end ? at(epoch) : CHANCE + (at(end) - CHANCE) * Math.exp(-(epoch - end) / 2);
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
