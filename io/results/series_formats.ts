/** The readers of series: a format each. A new one is added here, and to the table of the files that are found. */
import { createCsvParser } from "../../lib/results/formats/csv_series.ts";
import type { SeriesParser, ValueSink } from "../../lib/results/formats/format.ts";
import { createJsonLinesParser } from "../../lib/results/formats/json_lines.ts";
import { createTensorboardParser } from "../../lib/results/formats/tensorboard.ts";
import type { FormatName } from "../../lib/run/result_spec.ts";
import type { SeriesSource } from "./find_series.ts";

/** A reader. */
export type SeriesFormat = StreamFormat;

/** Files are read from their beginning to their end, one after the other, also while they grow. */
export interface StreamFormat {
  readonly kind: "stream";
  createParser(sink: ValueSink, source: SeriesSource): SeriesParser;
}

/** All formats. */
export const FORMATS: Readonly<Partial<Record<FormatName | "log", SeriesFormat>>> = {
  tensorboard: { kind: "stream", createParser: (sink) => createTensorboardParser(sink) },
  csv: {
    kind: "stream",
    createParser: (sink, source) => createCsvParser(sink, { step: stepOf(source), isGuess: source.isGuess }),
  },
  json_lines: {
    kind: "stream",
    createParser: (sink, source) => createJsonLinesParser(sink, { step: stepOf(source), isGuess: source.isGuess }),
  },
};

function stepOf({ spec }: SeriesSource): string | undefined {
  return spec !== undefined && "file" in spec ? spec.step : undefined;
}
