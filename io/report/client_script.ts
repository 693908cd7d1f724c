/** The script of the page, which is bundled from `lib/report/client`. */
import { fromFileUrl } from "@std/path";
import { readPlainText } from "../system/files.ts";

/** The text of the script; empty if it was not built. */
export function readClientScript(): string {
  return readPlainText(fromFileUrl(new URL("../../lib/report/client/client.js", import.meta.url))) ?? "";
}
