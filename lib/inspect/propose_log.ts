/**
 * Proposes expressions for the setting `results` that read results from what a run has printed: from lines that repeat with other
 * numbers, and from lines that name a result.
 */
import { printable } from "../messages/printable.ts";
import { stepRank } from "../results/formats/format.ts";

/** An expression for the setting `results`, in the syntax of RE2. */
export interface LogProposal {
  readonly pattern: string;
  /** The names of its groups. */
  readonly names: readonly string[];
  /** The last line that it is made for. */
  readonly example: string;
  /** Number of these lines. */
  readonly count: number;
}

const MAX_LINES = 20_000;
const MAX_LINE = 1_000;
const MAX_TEMPLATES = 2_000;
const MAX_PROPOSALS = 6;
const MAX_GROUPS = 12;

/** What is printed between numbers, and the numbers. */
interface Template {
  /** One more than numbers. */
  readonly texts: readonly string[];
  /** The first values, to see which of them change. */
  readonly first: readonly string[];
  readonly changes: boolean[];
  /** Whether some have separators of thousands. */
  readonly grouped: boolean[];
  example: string;
  count: number;
  /** The last line. */
  last: number;
}

// Times and dates are no results, nor is the bar of a progress bar.
const NOISE =
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\b\d+:\d\d(?::\d\d)?(?:[.,]\d+)?\b|\d{4}-\d\d-\d\d|\|[^|]*[█▏▎▍▌▋▊▉#][^|]*\||\[[=>.\-#\s]{4,}\]|[━╸╺─]{4,}/g;

// With separators of thousands, too. `mAP@0.5` is a name.
const NUMBER =
  /(?<![\w.@])[-+]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?!,?\d)|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)|(?<![\w.@])(?:nan|NaN|[-+]?inf)(?!\w)/g;

// Stands for noise in a template. It occurs in no text, because control characters are replaced.
const ANYTHING = "\u0001";

/** Proposes expressions, the best first; none if nothing looks like a result. */
export function proposeLog(text: string): LogProposal[] {
  const templates = new Map<string, Template>();
  const lines = text.split(/[\r\n]+/);
  // The end of a long log is as good as its beginning, which may be about something else.
  for (const [index, line] of lines.slice(-MAX_LINES).entries()) addLine(templates, line.slice(0, MAX_LINE), index);
  const scored = Array.from(templates.values(), (template) => ({ template, groups: groupsOf(template) }))
    .filter(({ groups }) => groups.some(({ isStep }) => !isStep));
  const repeated = scored.filter(({ template }) => template.count > 1);
  // Lines of a progress bar, and those printed once an epoch: the fewer, the more they say.
  const best = sorted(repeated);
  // What is printed once is a result of the whole run, such as that of a test, if it comes after these lines.
  const end = best[0]?.template.last ?? -1;
  const chosen = [...best, ...sorted(scored.filter(({ template: { count, last } }) => count === 1 && last > end))];
  const proposals: LogProposal[] = [];
  const taken = new Set<string>();
  for (const { template, groups } of chosen) {
    const results = groups.filter(({ isStep }) => !isStep);
    if (proposals.length === MAX_PROPOSALS) break;
    if (results.every(({ name }) => taken.has(name))) continue;
    for (const { name } of results) taken.add(name);
    proposals.push({
      pattern: patternOf(template, groups),
      names: groups.map(({ name }) => name),
      example: template.example,
      count: template.count,
    });
  }
  return proposals;
}

function sorted(lines: readonly ScoredLine[]): ScoredLine[] {
  return [...lines].sort((a, b) => score(b) - score(a) || a.template.last - b.template.last);
}

function score({ template, groups }: ScoredLine): number {
  const results = groups.filter(({ isStep, isResult }) => !isStep && isResult).length;
  const validation = groups.some(({ name }) => VALIDATION.test(name)) ? 2 : 0;
  const step = groups.some(({ isStep }) => isStep) ? 1 : 0;
  return 2 * Math.min(results, 4) + validation + step + (template.count > 1 ? 1 : 0);
}

function addLine(templates: Map<string, Template>, line: string, index: number): void {
  // Tabs are written as runs of blanks, which match them.
  const clean = printable(line.replaceAll("\t", "  ")).trim();
  const marked = clean.replaceAll(NOISE, ANYTHING);
  const numbers = marked.match(NUMBER);
  if (numbers === null) return;
  const texts = marked.split(NUMBER);
  const key = texts.map((part) => part.replaceAll(/\s+/g, " ")).join("\u0000");
  const known = templates.get(key);
  if (known === undefined) {
    if (templates.size >= MAX_TEMPLATES) return;
    const changes = numbers.map(() => false);
    const grouped = numbers.map((number) => number.includes(","));
    templates.set(key, { texts, first: numbers, changes, grouped, example: clean, count: 1, last: index });
    return;
  }
  known.count++;
  known.last = index;
  known.example = clean;
  numbers.forEach((number, at) => {
    if (number !== known.first[at]) known.changes[at] = true;
    if (number.includes(",")) known.grouped[at] = true;
  });
}

interface ScoredLine {
  readonly template: Template;
  readonly groups: readonly Group[];
}

/** A number that becomes a named group. */
interface Group {
  /** The index of the number. */
  readonly at: number;
  readonly name: string;
  readonly isStep: boolean;
  /** Whether its name is that of a result. */
  readonly isResult: boolean;
}

// `loss: `, `val/acc = `, `accuracy (`, `mAP@0.5 `, `loss (total): `
const NAME =
  /(\p{L}[\p{L}\p{M}\w/.@-]*(?: [\p{L}\p{M}]+)?)["']?\s*(?:\([^()\d]{1,24}\)\s*)?(?:[:=]|is|->)?\s*[[("']?\s*$/u;

const RESULT =
  /loss|acc|error|\berr\b|auc|roc|f1|score|mse|mae|rmse|\br2\b|r_?squared|precision|recall|iou|dice|map\b|bleu|rouge|meteor|cer|wer|ppl|perplexity|reward|return|top_?[15]|psnr|ssim|fid|elbo|nll|entropy|kappa|mcc|ndcg|mrr|hits|likelihood/i;

// The part of a data set that a line is about: `Test set: Average loss: `, `val loss `.
const PART = /^\W*(val|valid|validation|eval|dev|test|testing|train|training)(?![a-z])/i;

const VALIDATION = /^(?:val|valid|validation|eval|dev|test)/i;

// What is measured of the run, not of the model.
const NO_RESULT =
  /^(?:time|eta|elapsed|took|duration|lr|learning_rate|batch_size|mem|memory|max_mem|gpu|cpu|s|ms|it|its|it_s|size|seed|num|n|total|version|v_num|rank|port|pid|device|speed|throughput|samples_s|img_s|wd|weight_decay|momentum|grad|grad_norm|gnorm|data|params|parameters|python|torch|cuda|of|in|at|the|with|for)$/i;

const UNITS =
  /^\s*(?:s|ms|us|sec|secs|seconds|min|mins|h|hours?|it\/s|s\/it|GB|MB|GiB|MiB|KB|K|M|B|samples\/s|img\/s)\b/;

function groupsOf({ texts, changes, count }: Template): Group[] {
  const groups: Group[] = [];
  const names = new Set<string>();
  const part = PART.exec(texts[0]!)?.[1]?.toLowerCase();
  for (const [at, changed] of changes.entries()) {
    const bare = nameOf(texts[at]!);
    // `IoU=0.50:0.95` is a range.
    if (bare === undefined || UNITS.test(texts[at + 1]!) || texts[at + 1] === ":") continue;
    const isStep = stepRank(bare) >= 0;
    const name = isStep || part === undefined || PART.test(bare) ? bare : `${part}_${bare}`;
    if (names.has(name)) continue;
    const isResult = RESULT.test(bare);
    if (NO_RESULT.test(bare) || !isStep && !isResult && (count < 3 || !changed)) continue;
    // A number that is the same in every line is a setting, unless it is called like a result.
    if (!isResult && !changed && count > 1) continue;
    names.add(name);
    groups.push({ at, name, isStep, isResult });
    if (groups.length === MAX_GROUPS) break;
  }
  return groups;
}

function nameOf(before: string): string | undefined {
  const [, found] = NAME.exec(before.slice(-80)) ?? [];
  if (found === undefined) return undefined;
  const words = found.trim().split(" ");
  // `val loss`, and `Validation accuracy`; of `Average loss` and `Train Epoch` the second word.
  const isPrefixed = words.length === 2 && PART.test(words[0]!) && stepRank(words[1]!) < 0;
  // Groups have names in ASCII.
  const plain = (isPrefixed ? words.join("_") : words.at(-1)!).normalize("NFKD").replaceAll(/\p{M}/gu, "");
  const name = plain.replaceAll(/[^\w]+/g, "_").replace(/^_+|_+$/g, "");
  return name === "" || /^\d/.test(name) ? undefined : name.toLowerCase();
}

function patternOf({ texts, first, grouped }: Template, groups: readonly Group[]): string {
  const from = groups[0]!.at;
  const to = groups.at(-1)!.at;
  // The beginning of a line says what it is about.
  let pattern = escaped(PART.test(texts[0]!) && from === 0 && isShort(texts[0]!) ? texts[0]! : tail(texts[from]!));
  if (PART.test(texts[0]!) && from > 0) pattern = `${escaped(PART.exec(texts[0]!)![0])}.*${pattern}`;
  const numberPattern = (at: number) => grouped[at] ? "[-+.,\\w]+" : "[-+.\\w]+";
  let isOpen = false;
  for (let at = from; at <= to; at++) {
    const group = groups.find((one) => one.at === at);
    if (group !== undefined) {
      if (isOpen) pattern += `.*${escaped(tail(texts[at]!))}`;
      else if (at > from) pattern += between(texts[at]!);
      pattern += `(?<${group.name}>${group.isStep && /^\d+$/.test(first[at]!) ? "\\d+" : numberPattern(at)})`;
      isOpen = false;
    } else if (isShort(texts[at]!) && !isOpen) pattern += `${between(texts[at]!)}${numberPattern(at)}`;
    else isOpen = true;
  }
  return pattern;
}

function isShort(text: string): boolean {
  return text.length <= 24 && !text.includes(ANYTHING);
}

// Between two numbers of a pattern. What is long, or noise, is left open up to the name of the next number.
function between(text: string): string {
  if (isShort(text)) return escaped(text);
  return `.*${escaped(tail(text))}`;
}

// The name of a number, and what is between.
function tail(text: string): string {
  const last = text.slice(text.lastIndexOf(ANYTHING) + 1);
  return NAME.exec(last.slice(-80))?.[0] ?? last.slice(-8);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll(/\s{2,}/g, "\\s+").replaceAll(/\s/g, " ");
}
