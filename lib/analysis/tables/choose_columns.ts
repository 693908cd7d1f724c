/** Chooses columns by the names that a user typed. */
import { globToRegExp } from "@std/path";
import { resolveMetric } from "../ranking.ts";
import { FRESH_STATISTICS, STATISTICS } from "./summary_table.ts";

/**
 * The columns that some texts name, in the order of the texts and each once: by their names, by globs (`param_*`), by the name of
 * a result that only one of training, validation and test has, or by a result whose statistics are columns.
 *
 * @param known all columns
 * @returns `problem`, a message, if a text names none
 */
export function chooseColumns(
  texts: readonly string[],
  known: readonly string[],
): { readonly columns: readonly string[] } | { readonly problem: string } {
  const chosen = new Set<string>();
  for (const text of texts) {
    const named = columnsOf(text, known);
    if ("problem" in named) return named;
    for (const column of named.columns) chosen.add(column);
  }
  return { columns: [...chosen] };
}

function columnsOf(
  text: string,
  known: readonly string[],
): { readonly columns: readonly string[] } | { readonly problem: string } {
  if (known.includes(text)) return { columns: [text] };
  if (/[*?]/.test(text)) {
    const glob = globToRegExp(text);
    const columns = known.filter((column) => glob.test(column));
    return columns.length > 0 ? { columns } : { problem: `no column matches "${text}"` };
  }
  const names = [...STATISTICS, ...FRESH_STATISTICS.map((statistic) => `fresh_${statistic}`)];
  const statistics = known.filter((column) => names.some((name) => column === `${text}_${name}`));
  if (statistics.length > 0) return { columns: statistics };
  const resolved = resolveMetric(text, known, "column");
  return "problem" in resolved ? resolved : { columns: [resolved.column] };
}
