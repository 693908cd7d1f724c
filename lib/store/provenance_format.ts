/** The format of `provenance.json`, which records how a grid was made. */
import * as v from "valibot";
import { type GridOverrides, listOverrides } from "../grid/grid_overrides.ts";
import { decodeJson, TEXT, TEXTS } from "./decode.ts";

/** How a grid was made: for people, and for `--resume`. */
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
  /** The flags that change the grid. */
  readonly overrides: GridOverrides;
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
  overrides: v.pipe(TEXTS, v.transform(decodeOverrides), v.custom<GridOverrides>((value) => value !== undefined)),
  git: v.nullable(v.object({ commit: TEXT, dirty: v.boolean(), diff: TEXT })),
});

/** Encodes the provenance of a grid. The flags are stored as on a command line: `--set`, `lr=0.1`, … */
export function encodeProvenance(provenance: Provenance): string {
  return `${JSON.stringify({ ...provenance, overrides: listOverrides(provenance.overrides).flat() }, null, 2)}\n`;
}

/** Decodes the provenance of a grid; `undefined` if it is corrupt or has an unsupported version. */
export function decodeProvenance(text: string): Provenance | undefined {
  return decodeJson(PROVENANCE, text);
}

const SINGLE: ReadonlySet<string> = new Set(["samples", "trainer", "tester", "prefix", "li", "ll", "tensorboard"]);

function decodeOverrides(words: string[]): GridOverrides | undefined {
  const lists: Record<"set" | "axis" | "setting", string[]> = { set: [], axis: [], setting: [] };
  const single = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) {
    const [flag, text] = [words[at]!, words[at + 1]];
    const name = flag.slice(2);
    if (!flag.startsWith("--") || text === undefined) return undefined;
    if (name === "set" || name === "axis" || name === "setting") lists[name].push(text);
    else if (SINGLE.has(name)) single.set(name, text);
    else return undefined;
  }
  const numbers = [single.get("samples"), single.get("li"), single.get("tensorboard")];
  if (numbers.some((text) => text !== undefined && !/^[+-]?\d+$/.test(text))) return undefined;
  const prefix = single.get("prefix");
  const [samples, li, tensorboard] = numbers.map((text) => text === undefined ? undefined : Number(text));
  return {
    ...lists,
    ...(samples !== undefined && { samples }),
    trainer: single.get("trainer"),
    tester: single.get("tester"),
    ...(prefix !== undefined && { prefix }),
    li,
    ll: single.get("ll"),
    tensorboard,
  };
}
