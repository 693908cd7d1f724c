/** The format of a journal: one JSON object per line. */
import type { JournalRecord } from "../run/journal_record.ts";
import { apply } from "../run/journal_state.ts";
import { badField, type History, NOT_STARTED, runKey, type StageHistory, STAGES } from "../run/run_state.ts";

/** The newest version of the journal that this program reads. */
export const JOURNAL_VERSION = 1;

const KINDS: ReadonlySet<string> = new Set(["start", "end", "terminate", "void", "blocked"]);

/** The result of reading a journal. */
export interface JournalReading {
  readonly history: History;
  /** UUIDs of the GPUs that the last scheduler may give to runs; none on CPUs. */
  readonly devices: readonly string[];
  /** What could not be read, to be told. */
  readonly warnings: readonly string[];
}

/**
 * Reads a journal. Lines that are damaged, and records of kinds that this program does not know, are told and passed over.
 *
 * @param lines without their newlines
 */
export function readHistory(lines: Iterable<string>): JournalReading {
  const history = { train: new Map<string, StageHistory>(), test: new Map<string, StageHistory>() };
  const warnings: string[] = [];
  let devices: readonly string[] = [];
  let number = 0;
  for (const line of lines) {
    number++;
    if (line === "") continue;
    let record: JournalRecord;
    try {
      record = JSON.parse(line);
    } catch {
      warnings.push(`line ${number} of the journal is damaged and is passed over`);
      continue;
    }
    if (typeof record !== "object" || record === null) {
      warnings.push(`line ${number} of the journal is damaged and is passed over`);
    } else if (record.type === "journal") {
      if (record.version > JOURNAL_VERSION) {
        warnings.push(`the journal has version ${record.version}: this program reads version ${JOURNAL_VERSION}`);
      }
    } else if (record.type === "scheduler") devices = record.devices ?? [];
    else if (!KINDS.has(record.type) || !STAGES.has(record.stage)) {
      warnings.push(
        `line ${number} of the journal has an unknown kind of record, "${(record as { type: unknown }).type}"`,
      );
    } else if (badField(record) !== undefined) {
      warnings.push(`line ${number} of the journal: ${badField(record)}; skipped`);
    } else {
      const stage = history[record.stage];
      const key = runKey(record.id, record.test);
      stage.set(key, apply(stage.get(key) ?? NOT_STARTED, record));
    }
  }
  return { history, devices, warnings };
}
