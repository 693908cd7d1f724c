/** Chooses the results that are shown first. */

// Results that describe the sample rather than the model.
const MINOR =
  /(?:^|_)(?:episode|episodes|epoch|step|steps|samples?|aggregated|count|size|length|seed|time|duration)(?:_|$)|_(?:min|max|std)$/;

/**
 * Result columns by importance to a reader: the metric, then test, validation and training results.
 *
 * @param columns all result columns
 * @param metric the column that configurations are ranked by
 */
export function mainResults(columns: readonly string[], metric: string | undefined): string[] {
  const main = columns.filter((column) => column !== metric && !MINOR.test(column));
  const group = (prefix: string) => main.filter((column) => column.startsWith(prefix));
  return [...(metric === undefined ? [] : [metric]), ...group("test_"), ...group("validation_"), ...group("training_")];
}
