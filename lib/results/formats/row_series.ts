/** Makes series of rows of which some columns count steps: which of these is the axis shows when it ascends. */
import { stepRank, type ValueSink } from "./format.ts";

/** Takes rows, cell by cell. */
export interface RowSeries {
  /** The number of a column; -1 if there are {@link MAX_COLUMNS} others. */
  column(name: string): number;
  /** Sets a cell of the row; that of column -1 is left out. */
  set(column: number, value: number): void;
  /** The row is complete. */
  commit(): void;
  /** No further rows come. */
  end(): void;
  /** The column that counts steps; `undefined` if rows are counted, or it is not known yet. */
  readonly axis: string | undefined;
  /** Whether rows are counted: no column does. */
  readonly isCounted: boolean;
}

// Rows that wait until it is known what is counted.
const MAX_WAITING = 256;

/** Most columns of a file. */
export const MAX_COLUMNS = 2_000;

interface Column {
  readonly name: string;
  readonly rank: number;
  /** Its first value. */
  first: number | undefined;
  doesAscend: boolean;
}

/**
 * Creates series.
 *
 * The axis is the finest column of steps among those that ascend first. Rows without a value there belong to the step before, the
 * first ones to the first step.
 *
 * @param step the column that is the axis, if the file has it
 */
export function createRowSeries(sink: ValueSink, step: string | undefined): RowSeries {
  const columns: Column[] = [];
  const numbers = new Map<string, number>();
  const waiting: [number, number][][] = [];
  let row: [number, number][] = [];
  // `null`: rows are counted.
  let axis: number | null | undefined;
  let wanted: number | undefined;
  let count = 0;
  let last: number | undefined;

  function candidates(isOne: (column: Column) => boolean): number | undefined {
    let best: number | undefined;
    columns.forEach((column, index) => {
      if (column.rank < 0 || !isOne(column)) return;
      if (best === undefined || column.rank < columns[best]!.rank) best = index;
    });
    return best;
  }

  function decide(chosen: number | null): void {
    axis = chosen;
    const isStep = ([column, value]: readonly [number, number]) => column === chosen && Number.isFinite(value);
    last = waiting.flat().find(isStep)?.[1];
    for (const row of waiting) add(row);
    waiting.length = 0;
  }

  function add(row: readonly [number, number][]): void {
    count++;
    if (axis === null) last = count;
    else {
      for (const [column, value] of row) if (column === axis && Number.isFinite(value)) last = value;
    }
    // There is no finite step yet.
    if (last === undefined) return;
    for (const [column, value] of row) if (column !== axis) sink.add(columns[column]!.name, last, value);
  }

  return {
    get isCounted() {
      return axis === null;
    },
    get axis() {
      return typeof axis === "number" ? columns[axis]!.name : undefined;
    },
    column(name) {
      let number = numbers.get(name);
      if (number === undefined) {
        if (columns.length === MAX_COLUMNS) return -1;
        number = columns.length;
        columns.push({ name, rank: stepRank(name), first: undefined, doesAscend: false });
        if (name === step) wanted = number;
        numbers.set(name, number);
      }
      return number;
    },
    set(column, value) {
      if (column >= 0) row.push([column, value]);
    },
    commit() {
      if (row.length === 0) return;
      const complete = row;
      row = [];
      if (axis !== undefined) return add(complete);
      waiting.push(complete);
      if (complete.some(([column]) => column === wanted)) return decide(wanted!);
      for (const [index, value] of complete) {
        const column = columns[index]!;
        if (column.rank < 0) continue;
        column.first ??= value;
        column.doesAscend ||= value > column.first;
      }
      const isFull = waiting.length >= MAX_WAITING;
      const chosen = step === undefined || isFull ? candidates(({ doesAscend }) => doesAscend) : undefined;
      if (chosen !== undefined || isFull) decide(chosen ?? null);
    },
    end() {
      // A single row, or several of one step.
      if (axis === undefined) decide(candidates(({ first }) => first !== undefined) ?? null);
    },
  };
}
