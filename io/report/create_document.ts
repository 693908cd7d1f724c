/** A document in which charts are drawn outside of a browser. */
import { parseHTML } from "linkedom";

/** An empty document. */
export function createDocument(): Document {
  return parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
}
