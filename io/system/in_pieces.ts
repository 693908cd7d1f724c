/** Joins short texts to longer ones. */

// Characters per write.
const PIECE = 1 << 18;

/** The same text in fewer pieces, so that writing them takes fewer system calls. */
export function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
