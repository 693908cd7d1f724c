/** Puts a failure of nvidia-smi into words: what its exit code means, and what it printed. */
import { printable } from "../messages/printable.ts";

// From nvidia-smi(1), "Return value"; only those that queries can produce.
const MEANINGS: Readonly<Record<number, string>> = {
  2: "unknown option or field: the driver may be too old",
  3: "not supported by the GPU",
  4: "permission denied",
  6: "no GPU found",
  8: "a GPU's power cables are not attached",
  9: "the NVIDIA driver is not loaded",
  10: "the kernel detected an interrupt problem with a GPU",
  12: "libnvidia-ml, the driver's library, was not found",
  13: "libnvidia-ml, the driver's library, is too old",
  14: "a GPU's infoROM is corrupt",
  15: "a GPU has fallen off the bus",
};

/**
 * Describes a failure of nvidia-smi in one line.
 *
 * @param output stdout and stderr
 * @returns a line without a period at its end
 */
export function explainFailure(code: number, output: string): string {
  const line = firstLine(output);
  const meaning = MEANINGS[code] ?? `exit code ${code}`;
  return line === "" ? meaning : `${meaning}: ${line}`;
}

/** The first line that is not blank, without control characters, at most 160 characters. */
export function firstLine(output: string): string {
  const line = output.split("\n").map((line) => printable(line.trim()).trim()).find((line) => line !== "");
  return (line ?? "").slice(0, 160).replace(/\.$/, "");
}
