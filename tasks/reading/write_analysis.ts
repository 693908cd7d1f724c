/** Where the tables of an analysis go: into files, or one of them to stdout. */
import type { Analysis } from "../../io/analysis/analyze.ts";
import { type StopSignal, untilSignal } from "../../io/system/processes/stop_signals.ts";
import { inPieces, printData, writeStdout } from "../../io/system/terminal/terminal.ts";
import type { Table } from "../../lib/analysis/tables/table.ts";
import { relativePath } from "../../lib/messages/printable.ts";
import { type Command, type FlagsOf, UsageError } from "../flags/command_line.ts";

/** Adds the flags that say where. */
export function withOutputOptions<Values>(command: Command<Values>) {
  return command
    .option(
      "--output <prefix>",
      "path prefix of the files (default: inside the first dir); -: print one table, to stdout",
    )
    .option("--overwrite", "replace earlier files (inside a dir: those named latest_…) instead of adding new ones")
    .addOption({
      flags: "--table <table>",
      description: "table for --output - (default: analysis)",
      choices: ["analysis", "summary", "long", "curves"],
    })
    .option(
      "--columns <names>",
      "results to show, and columns for --output -: names or patterns, separated by commas; repeatable",
      collectColumns,
      [] as string[],
    )
    .addOption({
      flags: "--format <format>",
      description: "file format: csv or json",
      choices: ["csv", "json"],
      default: "csv",
    })
    .option("--long", "also write a table in long format (one row per value), for plotting libraries");
}

function collectColumns(value: string, previous: readonly string[]): string[] {
  return [...previous, ...value.split(",").map((name) => name.trim())];
}

/** The values of these flags, and of `--quiet`. */
type OutputFlags = FlagsOf<ReturnType<typeof withOutputOptions<unknown>>> & { readonly quiet?: true };

/**
 * Checks the flags.
 *
 * @throws {UsageError} if one has no effect
 */
export function checkOutput({ output, table, overwrite, long, columns, quiet }: OutputFlags): void {
  if (output === "") throw new UsageError("error: --output is empty: use . for the current directory");
  if (output === "-") {
    if (overwrite) throw new UsageError("error: --overwrite cannot be used with --output -, which writes no files");
    if (long) throw new UsageError("error: --long cannot be used with --output -: use --table long");
  } else {
    if (table !== undefined) {
      throw new UsageError(`error: --table requires --output -: without it, all tables are written to files`);
    }
    if (quiet && columns.length > 0) {
      throw new UsageError(
        "error: --columns chooses what is shown, and --quiet shows nothing: add --output -, or leave out one of them",
      );
    }
  }
}

/**
 * The results to show on the terminal, and the table for stdout, with the columns that the user chose.
 *
 * @throws {UsageError} if there is no such column
 */
export async function chooseOutput(
  { summary, tables }: Analysis,
  { output, table = "analysis", columns: texts }: OutputFlags,
): Promise<{ readonly results?: readonly string[]; readonly table?: Table }> {
  const piped = output === "-" ? tables[`grid_${table}`] : undefined;
  if (texts.length === 0) return piped === undefined ? {} : { table: piped };
  const { chooseColumns } = await import("../../lib/analysis/tables/summary_table.ts");
  const { selectColumns } = await import("../../lib/analysis/tables/table.ts");
  const choose = (texts: readonly string[], known: readonly string[]) => {
    const chosen = chooseColumns(texts, known);
    if ("problem" in chosen) throw new UsageError(`error: --columns: ${chosen.problem}`);
    return chosen.columns;
  };
  if (piped === undefined) return summary.columns.length === 0 ? {} : { results: choose(texts, summary.columns) };
  // The table has columns that the terminal does not show.
  const shown = texts.filter((text) => !("problem" in chooseColumns([text], summary.columns)));
  return {
    table: selectColumns(piped, choose(texts, piped.columns)),
    ...(shown.length > 0 && { results: choose(shown, summary.columns) }),
  };
}

/**
 * Writes the tables, and prints the paths of their files; or prints the table for stdout.
 *
 * @returns the name of the signal that ended it, if one did
 */
export async function writeOutput(
  analysis: Analysis,
  table: Table | undefined,
  { output, overwrite, format }: OutputFlags,
): Promise<StopSignal | undefined> {
  const { printTable, writeTables } = await import("../../io/analysis/write_tables.ts");
  if (table !== undefined) {
    for (const piece of inPieces(printTable(table, format))) writeStdout(piece);
    return undefined;
  }
  const target = { format, output: output ?? `${analysis.home}/`, now: new Date(), replace: overwrite === true };
  const written = await untilSignal((signal) => writeTables(analysis.tables, target, signal));
  if (typeof written === "string") return written;
  for (const path of written) printData(relativePath(path, Deno.cwd()));
  return undefined;
}
