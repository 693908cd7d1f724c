/** Parses the output of `nvidia-smi --query-…=FIELDS --format=csv,noheader,nounits`. */
import type { Card, ComputeMode, ComputeProcess, LostCard } from "./device.ts";
import { mebibytes, wholeNumber } from "./number.ts";
import { processName } from "./process_name.ts";

/** Fields queried for cards; drivers before 450 do not know the last one. */
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

/** Fields queried for processes. */
export const PROCESS_FIELDS = ["gpu_uuid", "pid", "process_name", "used_memory"] as const;

/**
 * Parses the rows of `--query-gpu`. Other lines are ignored, except messages about lost cards.
 *
 * @param fields the fields that were queried, out of `CARD_FIELDS`
 */
export function parseCards(text: string, fields: readonly string[]): { cards: Card[]; lost: LostCard[] } {
  const cards: Card[] = [];
  const lost = parseLost(text);
  for (const row of rowsOf(text, fields, "name")) {
    const index = wholeNumber(row["index"]);
    const uuid = /^GPU-\S+$/.exec(row["uuid"]!)?.[0];
    const busId = normalizeBusId(row["pci.bus_id"] ?? "");
    // A card that has fallen off the bus may keep its row, with errors in place of values: `[GPU is lost]`, `[Unknown Error]`.
    const cardError = /\[(GPU [^\]]{0,200}|Unknown Error)\]/.exec(row["uuid"]! + row["memory.total"])?.[1];
    if (cardError !== undefined) {
      lost.push({ uuid, busId, reason: cardError });
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

/** Parses the rows of `--query-compute-apps`. Other lines are ignored. */
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
 * Parses messages about cards that nvidia-smi cannot reach, one line per card. Older drivers write `GPU 0000:41:00.0: …`,
 * newer ones `GPU0000:41:00.0: …` and `GPU1: 0000:41:00.0: …`.
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

// Fields are separated by commas and not quoted, so the one with free text may itself contain commas.
function rowsOf(text: string, fields: readonly string[], freeText: string): Record<string, string>[] {
  const before = fields.indexOf(freeText);
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
  // Very old drivers report Exclusive_Thread.
  return /^Exclusive_(Process|Thread)$/.test(text) ? "exclusive_process" : "default";
}

// nvidia-smi writes the domain with four digits in some outputs and eight in others.
function normalizeBusId(text: string): string | undefined {
  const parts = /^(?:0000)?([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])$/i.exec(text);
  return parts?.[1]?.toUpperCase();
}
