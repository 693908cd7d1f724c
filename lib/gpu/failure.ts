/** Puts a failure of nvidia-smi into words: what its exit code means, and what it printed. */
import { printable } from "../messages/printable.ts";

// The section "Return value" of its manual page, as far as queries can meet them.
const MEANINGS: Readonly<Record<number, string>> = {
  2: "it does not know what it was asked for: the driver is too old",
  3: "the GPU does not offer it",
  4: "the GPUs may not be looked at by this user",
  6: "no GPU was found",
  8: "a GPU lacks its power cables",
  9: "the NVIDIA driver is not loaded",
  10: "the kernel found a problem with a GPU's interrupts",
  12: "the driver's library (libnvidia-ml) was not found",
  13: "the driver's library is too old",
  14: "a GPU's infoROM is damaged",
  15: "a GPU has fallen off the bus",
};

/**
 * @param code the exit code
 * @param output both of its streams
 * @returns one line without a full stop
 */
export function explainFailure(code: number, output: string): string {
  const said = firstLine(output);
  const meaning = MEANINGS[code] ?? `exit code ${code}`;
  return said === "" ? meaning : `${meaning} (it says: ${said})`;
}

/** The first line that holds anything, cut to a bearable length, and printable. */
export function firstLine(output: string): string {
  const line = output.split("\n").map((line) => printable(line.trim()).trim()).find((line) => line !== "");
  return (line ?? "").slice(0, 160).replace(/\.$/, "");
}
