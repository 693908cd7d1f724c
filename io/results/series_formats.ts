/** The readers of series: a format each. A new one is added here, and to the table of the files that are found. */
import { createCsvParser } from "../../lib/results/formats/csv_series.ts";
import type { SeriesParser, ValueSink } from "../../lib/results/formats/format.ts";
import { TRAINER_STEP } from "../../lib/results/formats/hugging_face.ts";
import { createJsonLinesParser } from "../../lib/results/formats/json_lines.ts";
import { createTensorboardParser } from "../../lib/results/formats/tensorboard.ts";
import type { FormatName, ResultSpec } from "../../lib/run/result_spec.ts";
import type { SeriesSource } from "./find_series.ts";
import { below } from "./listing.ts";
import { type FileProblem, readHuggingFace } from "./read_hugging_face.ts";
import { readMlflowDatabase, readMlflowFiles } from "./read_mlflow.ts";
import { NOT_REGULAR } from "./read_part.ts";

/** A reader. */
export type SeriesFormat = StreamFormat | WholeFormat;

/** Files are read from their beginning to their end, one after the other, also while they grow. */
export interface StreamFormat {
  readonly kind: "stream";
  /** Of a longer file, only so many bytes at its end are read. */
  readonly maxBytes?: number;
  createParser(sink: ValueSink, source: SeriesSource): SeriesParser;
}

/** Files are read as a whole, again whenever they have changed. */
export interface WholeFormat {
  readonly kind: "whole";
  /** What steps count. */
  readonly axis: string;
  /**
   * Reads them.
   *
   * @param root the directory of the run
   * @throws {TooManyValues}
   */
  read(root: string, source: SeriesSource, sink: ValueSink): readonly FileProblem[];
}

let createLogParser: ((sink: ValueSink, pattern: string) => SeriesParser) | undefined;

/** Loads what the readers need for a setting. Has to be called before it is read, once in each thread. */
export async function loadFormats(specs: readonly ResultSpec[] | undefined): Promise<void> {
  if (createLogParser !== undefined || specs?.some((spec) => "log" in spec) !== true) return;
  ({ createLogParser } = await import("../../lib/results/formats/log_lines.ts"));
}

/** All formats. */
export const FORMATS: Readonly<Record<FormatName | "log", SeriesFormat>> = {
  tensorboard: { kind: "stream", createParser: (sink) => createTensorboardParser(sink) },
  csv: {
    kind: "stream",
    createParser: (sink, { step, isGuess }) => createCsvParser(sink, { step, isGuess }),
  },
  hugging_face: {
    kind: "whole",
    axis: TRAINER_STEP,
    read: (root, { files }, sink) => readHuggingFace(root, files, sink),
  },
  json_lines: {
    kind: "stream",
    createParser: (sink, { step, isGuess }) => createJsonLinesParser(sink, { step, isGuess }),
  },
  mlflow: {
    kind: "whole",
    axis: "step",
    read: (root, { files }, sink) =>
      files.flatMap((file) => {
        const path = below(root, file);
        const { isDirectory, isFile } = Deno.statSync(path);
        const problems = isDirectory
          ? readMlflowFiles(path, sink)
          : isFile
          ? readMlflowDatabase(path, sink)
          : [NOT_REGULAR];
        return problems.map((problem) => ({ file, problem }));
      }),
  },
  log: {
    kind: "stream",
    maxBytes: 2 ** 26,
    createParser(sink, { spec }) {
      if (createLogParser === undefined) throw new Error("loadFormats() was not called");
      return createLogParser(sink, spec !== undefined && "log" in spec ? spec.log : "");
    },
  },
};
