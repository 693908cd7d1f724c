/**
 * The formats of the files of a launch: its claim, its exit record and the list of its GPUs. The shell scripts in
 * `io/executor` write them, one line each. A line without a newline is still being written.
 */
import type { Told } from "../run/outcome.ts";
import { CONFIGURATION, TEST_LOG, TRAIN_LOG } from "./layout.ts";

/** The claim of a void launch, which must not be started. */
export const VOID_CLAIM = "void\n";

/** The process that leads a launch. */
export interface Claimant {
  /** The leader of the run's session. */
  readonly pid: number;
  /**
   * In kernel ticks of 10 ms since boot. A process with this pid that started later is a different one. `undefined` if
   * unknown.
   */
  readonly latestStart: number | undefined;
  readonly boot: string;
  readonly pidNamespace: string;
  readonly host: string;
  /** The machine-id of the host; `-` if unknown. Missing in claims of earlier versions. */
  readonly machine?: string;
  /** The inode of the grid directory, to recognize copies. Missing in claims of earlier versions. */
  readonly inode?: string;
  /** The mark of the launch. Missing in claims of earlier versions. */
  readonly mark?: string;
  /** The element of a cluster that claimed it; absent on this machine. */
  readonly element?: ClusterElement;
}

/** An element of a job array, as the last word of a claim: `CLUSTER:JOB.RESTART`. */
export interface ClusterElement {
  readonly cluster: string;
  /** The element's own job id, which it keeps when it is requeued. */
  readonly job: number;
  /** How many times it was requeued before. */
  readonly restart: number;
}

/** A parsed claim. */
export type Claim =
  /** Nothing was or will be started. */
  | { readonly kind: "void" }
  /** The claim exists, but its holder has not been written yet. */
  | { readonly kind: "unfilled" }
  | { readonly kind: "holder" } & Claimant;

// As `printMark()` of lib/launch writes it.
const MARK = /^[^/]+\/[^/]+:(?:train|test)\.\d+$/;

/** Parses a claim: `PID LATEST_START BOOT PID_NAMESPACE HOST [MACHINE [INODE [MARK] … [CLUSTER:JOB.RESTART]]]`, or `void`. */
export function parseClaim(text: string): Claim {
  if (text === VOID_CLAIM) return { kind: "void" };
  const match = /^(\d+) (-?\d+|-) (\S+) (\S+) (\S+)(?: (\S+)(?: (\S+)(?: ([^\n]*))?)?)?\n$/.exec(text);
  if (match === null) return { kind: "unfilled" };
  const [, pid, latestStart, boot, pidNamespace, host] = match as unknown as Record<number, string> & string[];
  const [machine, inode] = [match[6], match[7]];
  const further = match[8]?.split(" ") ?? [];
  const mark = further.find((word) => MARK.test(word));
  const element = parseElement(further.at(-1) ?? "");
  return {
    kind: "holder",
    pid: Number(pid),
    latestStart: latestStart === "-" ? undefined : Number(latestStart),
    boot: boot!,
    pidNamespace: pidNamespace!,
    host: host!,
    ...(machine !== undefined && { machine }),
    ...(inode !== undefined && { inode }),
    ...(mark !== undefined && { mark }),
    ...(element !== undefined && { element }),
  };
}

function parseElement(word: string): ClusterElement | undefined {
  const match = /^([^:\s]+):(\d+)\.(\d+)$/.exec(word);
  return match === null ? undefined : { cluster: match[1]!, job: Number(match[2]), restart: Number(match[3]) };
}

/** The text of a claim, in the format of `supervisor.sh`. */
export function printClaim(claimant: Claimant): string {
  const { pid, latestStart, boot, pidNamespace, host, machine, inode, mark, element } = claimant;
  const word = element && `${element.cluster}:${element.job}.${element.restart}`;
  const further = [machine, inode, mark, word].filter((word) => word !== undefined).map((word) => ` ${word}`).join("");
  return `${pid} ${latestStart ?? "-"} ${boot} ${pidNamespace} ${host}${further}\n`;
}

/**
 * A parsed exit record. `mark`: that of the launch; missing in records of earlier versions, and in files that a run wrote
 * itself.
 */
export type Exit =
  & { readonly mark?: string }
  & (
    /** The exit code from the shell: 128 + n after signal n. `told`: why a cluster, or its element, ended the run. */
    | { readonly kind: "code"; readonly code: number; readonly told?: Told }
    /** Nothing was started, because another run had one of the GPUs. */
    | { readonly kind: "unleased" }
  );

/** Parses an exit record, `CODE [stop|timeout] [MARK …]` or `unleased [MARK …]`; `undefined` while it is incomplete. */
export function parseExit(text: string): Exit | undefined {
  const match = /^(?:(\d+)(?: (stop|timeout))?|unleased)(?: (\S+:\S+)(?: [^\n]*)?)?\n$/.exec(text);
  if (match === null) return undefined;
  const [, code, told, mark] = match;
  return {
    ...(code === undefined ? { kind: "unleased" } : { kind: "code", code: Number(code) }),
    ...(told !== undefined && { told: told as Told }),
    ...(mark !== undefined && { mark }),
  };
}

/** The text of an exit record, in the format of `supervise.sh`. */
export function printExit(exit: Exit): string {
  const words = exit.kind === "unleased" ? ["unleased"] : [exit.code, exit.told];
  return `${[...words, exit.mark].filter((word) => word !== undefined).join(" ")}\n`;
}

/** Parses the list of a launch's GPUs into UUIDs; `undefined` while it is incomplete. */
export function parseDevices(text: string): string[] | undefined {
  return /^[^\s,]+(?:,[^\s,]+)*\n$/.test(text) ? text.trimEnd().split(",") : undefined;
}

/** The text of the list of a launch's GPUs, in the format of `lease.sh`. */
export function printDevices(uuids: readonly string[]): string {
  return `${uuids.join(",")}\n`;
}

// `leases` is the lease directory for a grid inside a run.
const NAMES: readonly string[] = [TRAIN_LOG, TEST_LOG, ...Object.values(CONFIGURATION), "leases"];

// Scripts, claims, exit records and logs; test directories.
const PATTERN = /^(?:(?:train|test)\.\d+\.\w+|test_\d{8}_\d{6}(?:[-_].*)?)$/;

/**
 * Whether a file or directory, in the directory of an experiment or of a test, was created for launches rather than by their
 * commands.
 */
export function isLaunchEntry(name: string): boolean {
  return NAMES.includes(name) || PATTERN.test(name);
}
