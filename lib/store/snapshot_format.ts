/** The format of `code/<n>.json`, which lists what a snapshot of the code has. */
import * as v from "valibot";
import { COUNT, decodeJson, TEXT, TEXTS } from "./decode.ts";

/** What a snapshot has. All paths are relative to the directory that was copied. */
export interface SnapshotManifest {
  readonly version: 1;
  /** ISO 8601. */
  readonly taken: string;
  /** The directory that was copied, absolute. */
  readonly base: string;
  /** `git`: what git tracks or does not ignore; `directory`: everything. */
  readonly source: "git" | "directory";
  /** Of the copied files. */
  readonly hash: string;
  /** Their total size. */
  readonly bytes: number;
  /** A hash of each copied file, by its path. */
  readonly files: Readonly<Record<string, string>>;
  /** Links to what was not copied. */
  readonly linked: readonly string[];
  /** What was neither copied nor linked. */
  readonly left_out: readonly string[];
}

const MANIFEST: v.GenericSchema<unknown, SnapshotManifest> = v.object({
  version: v.literal(1),
  taken: TEXT,
  base: TEXT,
  source: v.picklist(["git", "directory"]),
  hash: TEXT,
  bytes: COUNT,
  files: v.record(TEXT, TEXT),
  linked: TEXTS,
  left_out: TEXTS,
});

/** Encodes a manifest. */
export function encodeManifest(manifest: SnapshotManifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`;
}

/** Decodes a manifest; `undefined` if it is corrupt or has an unsupported version. */
export function decodeManifest(text: string): SnapshotManifest | undefined {
  return decodeJson(MANIFEST, text);
}
