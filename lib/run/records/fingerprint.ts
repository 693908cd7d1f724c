/** Fingerprints: what runs were started with. Results of runs with different fingerprints are not simply comparable. */
import type { Stage } from "../stage.ts";

/** What the runs of a stage with the same settings are started with. */
export interface Fingerprint {
  /** 8 hexadecimal digits, of which the first is a letter, over everything below: the column `launched_with` of an analysis. */
  readonly hash: string;
  /** The settings that decide what is started, as text, by name: `command`, `setup`, `env.NAME`, `seed`, … */
  readonly settings: Readonly<Record<string, string>>;
  /** Hashes of the contents of the files that the command names, by their paths in its working directory. */
  readonly files: Readonly<Record<string, string>>;
}

/** A fingerprint in the journal, written before the first launch that has it. */
export interface RecordedFingerprint extends Fingerprint {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The stage of the launches. */
  readonly stage: Stage;
}

/** The fingerprints of the launches of a grid, by hash. */
export type Fingerprints = ReadonlyMap<string, RecordedFingerprint>;

/** Adds a fingerprint, unless one with its hash is known. */
export function addFingerprint(
  fingerprints: Map<string, RecordedFingerprint>,
  { hash, time, stage, settings, files }: RecordedFingerprint,
): void {
  if (!fingerprints.has(hash)) fingerprints.set(hash, { hash, time, stage, settings, files });
}
