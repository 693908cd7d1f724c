/** Keeps the rows of a table in a temporary file until its columns are known, as they would fill the memory. */
import type { GroupedRow } from "../../lib/analysis/table.ts";
import { explain, linesOf, writeAll } from "../system/files.ts";

/** Takes rows, and gives them back in their order. */
export interface TempRows extends Disposable {
  add(rows: readonly GroupedRow[]): void;
  /** All of them, as often as wanted; none is added any more. */
  readonly rows: Iterable<GroupedRow>;
}

// Small analyses make no file.
const BUFFER = 1 << 20;

/** No rows yet. The file has no name: it is gone when the process is, however that ends. */
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
      throw explain(error, "cannot put rows aside in the directory for temporary files (TMPDIR)");
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
