/** What the builders of the parts of a report share. */
import type { ConfigurationSummary } from "../../analysis/summary.ts";
import type { ReportInput } from "../report_input.ts";

/** The input, and the order of the report. */
export interface ReportContext extends ReportInput {
  /** Indices of the summary's configurations in the order of the report, and the inverse. */
  readonly order: readonly number[];
  readonly positions: readonly number[];
  /** The index of the grid of each of the summary's configurations. */
  readonly gridOf: readonly number[];
  /** The result columns of the report. */
  readonly columns: readonly string[];
  readonly configurations: readonly ConfigurationSummary[];
}
