/** Gathers what a report is made from. */
import { basename } from "@std/path";
import { describeLeftOut } from "../../lib/analysis/describe_analysis.ts";
import { describeDoubts } from "../../lib/analysis/describe_doubts.ts";
import { chooseRanking } from "../../lib/analysis/ranking.ts";
import type { Metric } from "../../lib/grid/settings/settings.ts";
import { portableProgram } from "../../lib/messages/hint.ts";
import { relativePath } from "../../lib/messages/shown_path.ts";
import type { GridInput, ReportInput } from "../../lib/report/report_input.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import type { ReadRoot, Unreadable } from "../analysis/gather.ts";
import { readTargets } from "../analysis/read_targets.ts";
import { isGridDir, readProvenance } from "../grid/grid_dir.ts";
import { VERSION } from "../grid/provenance.ts";
import { readText } from "../results/read_part.ts";
import { program } from "../system/processes/program.ts";
import { createReportCollection } from "./collect_experiments.ts";
import { READ_DETAILS } from "./read_details.ts";

/** What to gather. */
export interface ReportRequest {
  readonly targets: readonly string[];
  readonly expdir: string;
  /** The metric and goal on the command line. */
  readonly metric?: string | undefined;
  readonly goal?: Metric["goal"] | undefined;
  /** Whether curves, times and failures are read, too. */
  readonly withDetails: boolean;
  /** Whether uncommitted changes are part of the report. */
  readonly withDiff: boolean;
  readonly now: Date;
  readonly progress: (done: number, total: number) => void;
}

/** What was gathered. */
export interface GatheredReport extends Omit<ReportInput, "home"> {
  readonly unreadable: readonly Unreadable[];
  /** The directory of the first grid, where reports are written by default. */
  readonly directory: string;
}

/**
 * Reads all results, curves and provenance.
 *
 * @throws {InputError} if a target has nothing to report, or nothing can be read
 */
export async function gatherReport(request: ReportRequest): Promise<GatheredReport> {
  const { targets, expdir, progress, withDiff, now } = request;
  const collection = createReportCollection();
  const cores = navigator.hardwareConcurrency;
  const read = await readTargets(collection, targets, {
    expdir,
    cores,
    progress,
    ...(request.withDetails && { mode: READ_DETAILS }),
  });
  const { roots, grids, launches, unreadable } = read;
  const summary = collection.summarize(grids);
  const { ranking, problem } = chooseRanking(summary.columns, read.metrics, request);
  return {
    grids: roots.map((root) => gridOf(root, grids)),
    summary,
    ranking,
    unranked: problem,
    experiments: collection.experiments,
    failures: collection.failures,
    curves: collection.curves,
    tests: collection.tests,
    pending: read.pending,
    warnings: [
      ...describeDoubts(summary.configurations, launches),
      ...unreadable.map(({ path, reason }) => `${path}: ${reason}`),
      ...describeLeftOut(read),
    ],
    created: now.toISOString(),
    version: VERSION,
    program: portableProgram(program()),
    secrets: {
      home: Deno.env.get("HOME"),
      hosts: namesInEnvironment("HOSTNAME"),
      users: namesInEnvironment("USER", "LOGNAME"),
    },
    withDiff,
    unreadable,
    directory: read.home,
  };
}

function gridOf({ root, fingerprints }: ReadRoot, names: ReadonlyMap<string, string> | undefined): GridInput {
  const isGrid = isGridDir(root);
  const paths = gridPaths(root);
  return {
    root,
    name: names?.get(root) ?? basename(root),
    path: relativePath(root, Deno.cwd()),
    provenance: isGrid ? readProvenance(root) : undefined,
    gridFile: isGrid ? readText(paths.grid, false).value : undefined,
    fingerprints,
    isGrid,
  };
}

function namesInEnvironment(...names: string[]): string[] {
  return names.flatMap((name) => Deno.env.get(name) ?? []);
}
