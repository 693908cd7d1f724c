import type { SeriesParser, ValueSink } from "../../../../lib/results/formats/format.ts";
import { createSeriesCollector } from "../../../../lib/results/series.ts";

/** The series of a text that is read in pieces of a size. */
export interface Parsed {
  readonly axis: string | undefined;
  /** By key: steps and values, in turn. */
  readonly series: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;
  readonly problem: string | undefined;
}

/** Reads a text as a file. */
export function parse(
  createParser: (sink: ValueSink) => SeriesParser,
  text: string | Uint8Array,
  size = 1 << 20,
): Parsed {
  const collector = createSeriesCollector();
  const parser = createParser(collector);
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const buffer = new Uint8Array(Math.min(size, bytes.length));
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    // The caller uses its buffer again.
    buffer.fill(120).set(piece);
    if (!parser.push(buffer.subarray(0, piece.length))) break;
  }
  parser.end();
  const series = collector.finish(parser.axis).map(({ key, steps, values }) =>
    [key, Array.from(steps, (step, at) => [step, values[at]!] as const)] as const
  );
  return { axis: parser.axis, series: Object.fromEntries(series), problem: parser.problem };
}
