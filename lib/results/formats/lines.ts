/** Splits a file that comes in pieces into lines. */

/** Takes pieces. */
export interface LineReader {
  /** The caller may use its buffer again. */
  push(bytes: Uint8Array): void;
  /** The last line needs no end. */
  end(): void;
}

const LF = 10;
const CR = 13;

/**
 * Creates a reader. A line ends with a line feed or a carriage return, as the lines of a progress bar do.
 *
 * @param max the most bytes of a line: longer ones are left out
 * @param take takes each line that is not empty, without its end
 */
export function createLineReader(max: number, take: (line: Uint8Array) => void): LineReader {
  // The beginning of a line that is not complete; `undefined` if it is too long.
  let rest: Uint8Array | undefined = new Uint8Array();

  function takeLine(end: Uint8Array): void {
    if (rest !== undefined && rest.length + end.length > 0 && rest.length + end.length <= max) {
      take(rest.length === 0 ? end : concat(rest, end));
    }
    rest = new Uint8Array();
  }

  return {
    push(bytes) {
      let from = 0;
      for (let at = 0; at < bytes.length; at++) {
        if (bytes[at] !== LF && bytes[at] !== CR) continue;
        takeLine(bytes.subarray(from, at));
        from = at + 1;
      }
      if (rest === undefined) return;
      const length = rest.length + bytes.length - from;
      rest = length > max ? undefined : concat(rest, bytes.subarray(from));
    },
    end: () => takeLine(new Uint8Array()),
  };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
