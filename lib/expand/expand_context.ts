/** What all steps of an expansion need. */
import type { ConfigLoader } from "../grid/load_configs.ts";
import type { Overrides } from "../grid/overrides.ts";
import type { Grid } from "../grid/parse_grid.ts";
import type { Report } from "../messages/report.ts";
import type { RunSpecReader } from "../plan/run_spec.ts";

/** What all steps of an expansion need: the grid, what the command line adds, and where problems go. */
export interface ExpandContext {
  readonly grid: Grid;
  /** The grid file's name without its extension, safe in names of files. */
  readonly gridName: string;
  readonly overrides: Overrides;
  readonly loader: ConfigLoader;
  /** Of each configuration, at least 1. */
  readonly repetitions: number;
  readonly readSpecs: RunSpecReader;
  /** Collects everything that is wrong. */
  readonly report: Report;
}
