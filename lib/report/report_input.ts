/** The input of a report. */
import type { Ranking } from "../analysis/ranking.ts";
import type { Summary } from "../analysis/summary.ts";
import type { Program } from "../messages/hint.ts";
import type { Fingerprints } from "../run/journal_record.ts";
import type { RunStateName } from "../run/run_state.ts";
import type { Provenance } from "../store/provenance_format.ts";
import type { CurveCollection } from "./curves/curve_collection.ts";
import type { RunFailure } from "./experiment_details.ts";

/** The input of a report. Configurations have the indices of the summary. */
export interface ReportInput {
  readonly grids: readonly GridInput[];
  readonly summary: Summary;
  readonly ranking: Ranking | undefined;
  /** Why there is no ranking, if there could be one. */
  readonly unranked: string | undefined;
  /** All experiments that have started, in the order of the grids. */
  readonly experiments: readonly StartedExperiment[];
  readonly failures: readonly FailedExperiment[];
  readonly curves: CurveCollection;
  readonly tests: number;
  /** Number of experiments that have not started. */
  readonly pending: number;
  readonly warnings: readonly string[];
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The version of this program. */
  readonly version: string;
  /** How the user calls it, without paths of this machine. */
  readonly program: Program;
  /** Texts that must not appear in the report. */
  readonly secrets: Secrets;
  /** The directory of the report: absolute. Logs below it are linked. */
  readonly home: string;
  readonly withDiff: boolean;
}

/** A grid or tree. */
export interface GridInput {
  /** Absolute. */
  readonly root: string;
  /** The name to show. */
  readonly name: string;
  /** The path for commands, relative to the current directory if it is below it. */
  readonly path: string;
  readonly provenance: Provenance | undefined;
  /** The text of the grid file. */
  readonly gridFile: string | undefined;
  readonly fingerprints: Fingerprints;
  /** Whether it was made by this program, so that it can be run again. */
  readonly isGrid: boolean;
}

export interface StartedExperiment {
  readonly configuration: number;
  readonly repetition: number;
  readonly state: RunStateName | "";
  readonly trained: boolean;
  /** The script of its training, relative to the grid directory; absent if it is not known. */
  readonly script?: string;
  /** The duration of its training: seconds; NaN if it is not known. */
  readonly seconds: number;
  /** The total duration of its training and tests: seconds; NaN if it is not known. */
  readonly allSeconds: number;
}

/** A failed run of an experiment. */
export interface FailedExperiment {
  /** Index into {@link ReportInput.experiments}. */
  readonly experiment: number;
  readonly cause: string;
  /** Includes the end of its log only if it is the first failure with this cause. */
  readonly failure: RunFailure;
}

/** Texts that identify a machine or a person. */
export interface Secrets {
  readonly home: string | undefined;
  readonly hosts: readonly string[];
  readonly users: readonly string[];
}
