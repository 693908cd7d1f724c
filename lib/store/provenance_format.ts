/** The format of the record beside a grid of how it came to be: JSON. */
import * as v from "valibot";
import { decodeJson } from "./decode.ts";
import { TEXT, TEXTS } from "./fields.ts";

/** How a grid came to be. Written beside it, for people and for `--resume`. */
export interface Provenance {
  readonly version: 1;
  /** ISO 8601. */
  readonly created: string;
  readonly grid_workers: string;
  readonly deno: string;
  readonly host: string;
  readonly user: string | null;
  /** Absolute. */
  readonly grid_file: string;
  readonly cwd: string;
  readonly savetag: string | null;
  readonly command_line: readonly string[];
  /** `--set`, `--axis`, `--setting` and the like, as they were typed. */
  readonly overrides: readonly string[];
  readonly git: { readonly commit: string; readonly dirty: boolean; readonly diff: string } | null;
}

const PROVENANCE: v.GenericSchema<unknown, Provenance> = v.object({
  version: v.literal(1),
  created: TEXT,
  grid_workers: TEXT,
  deno: TEXT,
  host: TEXT,
  user: v.nullable(TEXT),
  grid_file: TEXT,
  cwd: TEXT,
  savetag: v.nullable(TEXT),
  command_line: TEXTS,
  overrides: TEXTS,
  git: v.nullable(v.object({ commit: TEXT, dirty: v.boolean(), diff: TEXT })),
});

/** The text of the record. */
export function encodeProvenance(provenance: Provenance): string {
  return `${JSON.stringify(provenance, null, 2)}\n`;
}

/** Reads the record; `undefined` when it is damaged, or of a version that this program does not know. */
export function decodeProvenance(text: string): Provenance | undefined {
  return decodeJson(PROVENANCE, text);
}
