/** How a grid came to be, as it is written beside it. */

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
