/** Reads series from what a run prints, by a regular expression with named groups. */
import { RE2JS, RE2JSException } from "re2js";
import { withoutSequences } from "../../messages/printable.ts";
import { parseNumber } from "../parse_number.ts";
import type { SeriesParser, ValueSink } from "./format.ts";
import { createLineReader } from "./lines.ts";
import { createRowSeries } from "./row_series.ts";

// With separators of thousands, as Python's `f"{x:,}"` writes them.
const GROUPED = /^[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/;

function parsePrinted(text: string): number | undefined {
  // `[\d.]+` takes the end of a sentence, too.
  const bare = text.trim().replace(/[.,;:%]+$/, "");
  return parseNumber(GROUPED.test(bare) ? bare.replaceAll(",", "") : bare);
}

// Bytes. What a program prints in one line beyond that is no result.
const MAX_LINE = 1 << 14;
// Characters of a number. Searching the end of longer ones would take long.
const MAX_NUMBER = 100;

/**
 * What is wrong with an expression; `undefined` if nothing is. Its syntax is that of RE2, which takes a time proportional to that of
 * the text: no expression of a user can hang a command.
 */
export function logProblem(pattern: string): string | undefined {
  try {
    const { length } = Object.keys(RE2JS.compile(pattern).namedGroups());
    return length > 0 ? undefined : "has no named group: write (?<loss>…) around what is a result";
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return error.message.replace(/^error parsing regexp: /, "");
  }
}

/**
 * Creates a parser. Each line that matches is a step, its colours left out; a group that is called like a column of steps is the
 * axis.
 *
 * @param pattern one without a {@link logProblem}
 */
export function createLogParser(sink: ValueSink, pattern: string): SeriesParser {
  const expression = RE2JS.compile(pattern);
  const groups = Object.entries(expression.namedGroups());
  const series = createRowSeries(sink, undefined);
  const columns = groups.map(([name]) => series.column(name));
  const decoder = new TextDecoder();
  const lines = createLineReader(MAX_LINE, (line) => {
    const matcher = expression.matcher(withoutSequences(decoder.decode(line)));
    while (matcher.find()) {
      groups.forEach(([, group], index) => {
        const text = matcher.group(group) ?? "";
        const number = text.length > MAX_NUMBER ? undefined : parsePrinted(text);
        if (number !== undefined) series.set(columns[index]!, number);
      });
      series.commit();
    }
  });
  return {
    get axis() {
      return series.axis;
    },
    problem: undefined,
    push(bytes) {
      lines.push(bytes);
      return true;
    },
    end() {
      lines.end();
      series.end();
    },
  };
}
