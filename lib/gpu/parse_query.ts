/** What `nvidia-smi --query-…=FIELDS --format=csv,noheader,nounits` prints. */
import type { Card, ComputeMode, ComputeProcess, LostCard } from "./device.ts";
import { mebibytes, wholeNumber } from "./number.ts";
import { processName } from "./process_name.ts";

/** What is asked of cards; the last one is unknown to drivers before 450. */
export const CARD_FIELDS = [
  "index",
  "uuid",
  "name",
  "memory.total",
  "memory.free",
  "utilization.gpu",
  "compute_mode",
  "pci.bus_id",
  "mig.mode.current",
] as const;

/** What is asked of processes. */
export const PROCESS_FIELDS = ["gpu_uuid", "pid", "process_name", "used_memory"] as const;

/**
 * The rows of `--query-gpu`. Lines that are no rows are passed over, but for those that tell of a lost card.
 *
 * @param fields those that were asked for, of `CARD_FIELDS`
 */
export function parseCards(text: string, fields: readonly string[]): { cards: Card[]; lost: LostCard[] } {
  const cards: Card[] = [];
  const lost = parseLost(text);
  for (const row of rowsOf(text, fields, "name")) {
    const index = wholeNumber(row["index"]);
    const uuid = /^GPU-\S+$/.exec(row["uuid"]!)?.[0];
    const busId = normalizeBusId(row["pci.bus_id"] ?? "");
    // A card that fell off the bus may keep its row, with errors in it: `[GPU is lost]`, `[Unknown Error]`.
    const fault = /\[(GPU [^\]]{0,200}|Unknown Error)\]/.exec(row["uuid"]! + row["memory.total"])?.[1];
    if (fault !== undefined) {
      lost.push({ uuid, busId, reason: fault });
      continue;
    }
    if (index === undefined || uuid === undefined) continue;
    const utilization = wholeNumber(row["utilization.gpu"]);
    cards.push({
      uuid,
      index,
      name: row["name"]!,
      busId,
      memoryTotal: mebibytes(row["memory.total"]),
      memoryFree: mebibytes(row["memory.free"]),
      utilization: utilization === undefined ? undefined : utilization / 100,
      computeMode: computeMode(row["compute_mode"]!),
      mig: row["mig.mode.current"] === "Enabled",
    });
  }
  return { cards, lost };
}

/** The rows of `--query-compute-apps`. Lines that are no rows are passed over. */
export function parseProcesses(text: string): ComputeProcess[] {
  return rowsOf(text, PROCESS_FIELDS, "process_name").flatMap((row) => {
    const uuid = row["gpu_uuid"]!;
    if (!/^(GPU|MIG)-\S+$/.test(uuid)) return [];
    return [{
      uuid,
      pid: wholeNumber(row["pid"]),
      name: processName(row["process_name"]),
      memory: mebibytes(row["used_memory"]),
    }];
  });
}

/**
 * The cards that nvidia-smi says it cannot reach, in one line each. Older drivers write `GPU 0000:41:00.0: …`, later ones
 * `GPU0000:41:00.0: …` and `GPU1: 0000:41:00.0: …`.
 */
export function parseLost(text: string): LostCard[] {
  const pattern = /Unable to determine the device handle for gpu(.{0,200}):([^:\r\n]{0,1000})$/gim;
  return Array.from(text.matchAll(pattern), ([, where, reason]) => ({
    uuid: undefined,
    busId: normalizeBusId(where!.trim().split(" ").at(-1)!),
    // "GPU is lost.  Reboot the system to recover this GPU"
    reason: reason!.trim().split(/\.(?:\s|$)/)[0]!,
  }));
}

// Fields are separated by a comma and not quoted, so one of them, a name, may be spread over several.
function rowsOf(text: string, fields: readonly string[], wide: string): Record<string, string>[] {
  const before = fields.indexOf(wide);
  const after = fields.length - before - 1;
  return text.split("\n").map((line) => line.split(",")).filter((words) => words.length >= fields.length).map(
    (words) => {
      const values = [
        ...words.slice(0, before),
        words.slice(before, words.length - after).join(","),
        ...words.slice(words.length - after),
      ];
      return Object.fromEntries(fields.map((field, i) => [field, values[i]!.trim()]));
    },
  );
}

function computeMode(text: string): ComputeMode {
  if (text === "Prohibited") return "prohibited";
  // Exclusive_Thread is what drivers of long ago said for it.
  return /^Exclusive_(Process|Thread)$/.test(text) ? "exclusive_process" : "default";
}

// The domain has four digits in some places and eight in others.
function normalizeBusId(text: string): string | undefined {
  const parts = /^(?:0000)?([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])$/i.exec(text);
  return parts?.[1]?.toUpperCase();
}
