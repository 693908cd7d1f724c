/** Proposes values to try for the options of a trainer. */
import type { TrainerOption } from "./parse_help.ts";

/**
 * How much an option matters for a search; the lower, the more. Names are in lower case, with underscores.
 */
const RANKS: readonly RegExp[] = [
  /^(?:.*_)?(?:lr|learning_rate|step_size)$/,
  /optim|model|arch|network|activation|loss|schedul/,
  /weight_decay|dropout|momentum|regulari|^l[12]$|label_smoothing|temperature|^(?:alpha|beta|gamma|tau|lambda)\d?$/,
  /batch_size|hidden|width|depth|layers|dim|units|heads|channels|embed|kernel/,
];
const UNRANKED = RANKS.length;

/** Options that say how long, where and how a trainer works, not what it learns. */
const FIXED =
  /seed|out|dir|path|file|folder|root|name|url|host|port|worker|thread|process|rank|world|node|gpu|cuda|device|backend|log|print|verbos|debug|freq|every|interval|save|load|resume|checkpoint|ckpt|config|version|precision|dtype|wandb|project|tag|cache|data|limit|max_|num_/;
const DURATION = /epoch|step|iter|patience|time/;

/** What is proposed for an option. */
export interface Proposal {
  readonly option: TrainerOption;
  /** As they are written in YAML. At least two. */
  readonly values: readonly string[];
  /** The lower, the more it matters. `undefined`: it can be an axis, but is no good one. */
  readonly rank: number | undefined;
}

/** Proposes values for an option; `undefined` if it has neither choices nor a number as its default, or is no parameter. */
export function proposeValues(option: TrainerOption): Proposal | undefined {
  const name = option.name.toLowerCase().replaceAll(/[-.]/g, "_");
  const rank = RANKS.findIndex((pattern) => pattern.test(name));
  if (rank < 0 && FIXED.test(name)) return undefined;
  const values = option.choices?.map(yamlWord) ?? around(option.default ?? "");
  if (values === undefined || values.length < 2) return undefined;
  return { option, values, rank: DURATION.test(name) && rank !== 0 ? undefined : rank < 0 ? UNRANKED : rank };
}

const MAX_FACTOR_OF_TEN = 0.2;

/**
 * A number, a smaller one and a larger one: by a factor of 10 for small fractions, by one of 2 for others. What lies between 0
 * and 1 stays there.
 */
function around(text: string): string[] | undefined {
  const value = Number(text);
  if (text === "" || !/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) || value <= 0) return undefined;
  if (/^\+?\d+$/.test(text)) {
    const smaller = Math.round(value / 2);
    return (smaller < value ? [smaller, value, value * 2] : [value, value * 2]).map(String);
  }
  const numbers = value <= MAX_FACTOR_OF_TEN
    ? [value / 10, value, value * 10]
    : value < 1
    ? [value / 2, value, (1 + value) / 2]
    : [value / 2, value, value * 2];
  return numbers.map(float);
}

// With a decimal point, without which YAML's readers take it for a whole number or a text.
function float(value: number): string {
  const text = String(Number(value.toPrecision(6)));
  const [mantissa, exponent] = text.split("e");
  const decimal = mantissa!.includes(".") ? mantissa! : `${mantissa}.0`;
  return exponent === undefined ? decimal : `${decimal}e${exponent}`;
}

/** A word in YAML, quoted unless it is read as that text or number by all readers. */
export function yamlWord(text: string): string {
  const isPlain = /^-?\d+(?:\.\d+)?$/.test(text) ||
    /^[A-Za-z][\w./+-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
