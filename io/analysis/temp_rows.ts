/** Keeps the rows of a table in a temporary file, instead of in memory, until its columns are known. */
import type { GroupedRow } from "../../lib/analysis/tables/table.ts";
import { explain } from "../system/file_errors.ts";
import { linesOf, writeAll } from "../system/files.ts";

/** Stores rows, and returns them in order. */
export interface TempRows extends Disposable {
  add(rows: readonly GroupedRow[]): void;
  /** All rows; can be iterated several times, but not while rows are added. */
  readonly rows: Iterable<GroupedRow>;
}

// Characters kept in memory: small analyses need no file.
const BUFFER = 1 << 20;

/** Creates an empty store. Its file is unlinked right away, so it disappears with the process. */
export function createTempRows(): TempRows {
  const encoder = new TextEncoder();
  let file: Deno.FsFile | undefined;
  let lines: string[] = [];
  let size = 0;

  function flush(): void {
    try {
      file ??= openNameless();
      writeAll(file, encoder.encode(lines.join("")));
    } catch (error) {
      throw explain(error, "cannot write to the directory for temporary files (TMPDIR)");
    }
    lines = [];
    size = 0;
  }

  return {
    add(rows) {
      for (const row of rows) {
        const line = `${JSON.stringify(row)}\n`;
        lines.push(line);
        size += line.length;
      }
      if (size > BUFFER) flush();
    },
    rows: {
      *[Symbol.iterator]() {
        if (file !== undefined) {
          file.seekSync(0, Deno.SeekMode.Start);
          for (const line of linesOf(file)) yield JSON.parse(line);
          file.seekSync(0, Deno.SeekMode.End);
        }
        for (const line of lines) yield JSON.parse(line);
      },
    },
    [Symbol.dispose]() {
      file?.close();
    },
  };
}

function openNameless(): Deno.FsFile {
  const path = Deno.makeTempFileSync({ prefix: `grid-workers-rows-${Deno.pid}-` });
  try {
    return Deno.openSync(path, { read: true, write: true });
  } finally {
    Deno.removeSync(path);
  }
}
