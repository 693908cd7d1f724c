/**
 * The formats of the records beside a launch: its claim, its exit record, the list of its GPUs. The shell scripts of
 * `io/executor` write them, a line each; without its newline a line is still being written.
 */

/** The claim of a launch that nobody may start. */
export const VOID_CLAIM = "void\n";

/** Which process leads a launch, and where. */
export interface Claimant {
  /** Of the process that leads the run's session. */
  readonly pid: number;
  /**
   * In the kernel's ticks of 10 ms since the boot: a process with that pid that started later is another one. `undefined`
   * where it is not known.
   */
  readonly latestStart: number | undefined;
  readonly boot: string;
  readonly pidNamespace: string;
  readonly host: string;
  /** The machine-id of the host; absent in claims of earlier versions, `-` where it is not known. */
  readonly machine?: string;
  /** The inode of the grid directory: another one is a copy. Absent in claims of earlier versions. */
  readonly inode?: string;
}

/** What a claim says. */
export type Claim =
  /** Nothing was started, and nothing will be. */
  | { readonly kind: "void" }
  /** Claimed, the holder not yet known. */
  | { readonly kind: "unfilled" }
  | { readonly kind: "holder" } & Claimant;

/** Reads a claim: `PID LATEST_START BOOT PID_NAMESPACE HOST [MACHINE [INODE …]]`, or `void`. */
export function parseClaim(text: string): Claim {
  if (text === VOID_CLAIM) return { kind: "void" };
  const match = /^(\d+) (-?\d+|-) (\S+) (\S+) (\S+)(?: (\S+)(?: (\S+)(?: [^\n]*)?)?)?\n$/.exec(text);
  if (match === null) return { kind: "unfilled" };
  const [, pid, latestStart, boot, pidNamespace, host] = match as unknown as Record<number, string> & string[];
  const [machine, inode] = [match[6], match[7]];
  return {
    kind: "holder",
    pid: Number(pid),
    latestStart: latestStart === "-" ? undefined : Number(latestStart),
    boot: boot!,
    pidNamespace: pidNamespace!,
    host: host!,
    ...(machine !== undefined && { machine }),
    ...(inode !== undefined && { inode }),
  };
}

/** The text of a claim, as `supervisor.sh` writes it. */
export function printClaim({ pid, latestStart, boot, pidNamespace, host, machine, inode }: Claimant): string {
  const further = [machine, inode].filter((word) => word !== undefined).map((word) => ` ${word}`).join("");
  return `${pid} ${latestStart ?? "-"} ${boot} ${pidNamespace} ${host}${further}\n`;
}

const UNLEASED = "unleased\n";

/** What an exit record says. */
export type Exit =
  /** As a shell tells it: 128 + n after signal n. */
  | { readonly kind: "code"; readonly code: number }
  /** Another had one of the GPUs: nothing was started. */
  | { readonly kind: "unleased" };

/** Reads an exit record; `undefined` while it is not complete. */
export function parseExit(text: string): Exit | undefined {
  if (text === UNLEASED) return { kind: "unleased" };
  return /^\d+\n$/.test(text) ? { kind: "code", code: Number(text) } : undefined;
}

/** The text of an exit record, as `supervisor.sh` writes it. */
export function printExit(exit: Exit): string {
  return exit.kind === "unleased" ? UNLEASED : `${exit.code}\n`;
}

/** Reads the list of a launch's GPUs, by UUID; `undefined` while it is not complete. */
export function parseDevices(text: string): string[] | undefined {
  return /^[^\s,]+(?:,[^\s,]+)*\n$/.test(text) ? text.trimEnd().split(",") : undefined;
}

/** The text of the list of a launch's GPUs, as `lease.sh` writes it. */
export function printDevices(uuids: readonly string[]): string {
  return `${uuids.join(",")}\n`;
}
