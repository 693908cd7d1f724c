/** The formats of the files of a job array, which elements read (`io/cluster/element.sh`): its list of launches and its options. */
import type { ElementMark } from "../cluster/stale_elements.ts";
import type { Told } from "../run/outcome.ts";
import type { Time } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";

/** A launch in the list of a job array. */
export interface SubmittedLaunch {
  readonly stage: Stage;
  readonly number: number;
  /** The directory of the experiment. */
  readonly dir: string;
  /** The log, relative to that directory. */
  readonly log: string;
  /** How many times an element may run it again after a failure. */
  readonly retries: number;
  /** Time limit of one attempt, in seconds; `undefined` for none. */
  readonly timeout: number | undefined;
  /** The name of the test, if there are several. */
  readonly test?: string;
  /** The highest launch number that an element may use for it; absent: no limit. */
  readonly last?: number;
}

/** The text of a list: `LINE STAGE LAUNCH DIR LOG RETRIES TIMEOUT TEST LAST`. Lines count from 0; no word has a blank. */
export function printList(launches: readonly SubmittedLaunch[]): string {
  return launches.map(({ stage, number, dir, log, retries, timeout, test, last }, line) =>
    `${line} ${stage} ${number} ${dir} ${log} ${retries} ${timeout === undefined ? "-" : Math.ceil(timeout)} ${
      test ?? "-"
    } ${last ?? "-"}\n`
  ).join("");
}

/** Parses a list; lines that are incomplete are left out. */
export function parseList(text: string): SubmittedLaunch[] {
  return text.split("\n").slice(0, -1).flatMap((line): SubmittedLaunch[] => {
    const match = /^\d+ (train|test) (\d+) (\S+) (\S+) (\d+) (\d+|-) (\S+)(?: (\d+|-))?$/.exec(line);
    if (match === null) return [];
    const [, stage, number, dir, log, retries, timeout, test, last] = match as unknown as
      & string[]
      & Record<number, string>;
    return [{
      stage: stage as Stage,
      number: Number(number),
      dir: dir!,
      log: log!,
      retries: Number(retries),
      timeout: timeout === "-" ? undefined : Number(timeout),
      ...(test !== "-" && { test: test! }),
      ...(last !== undefined && last !== "-" && { last: Number(last) }),
    }];
  });
}

/** The options that all elements of a job array share. Times are whole seconds. */
export interface ElementOptions {
  /** Maximum number of concurrent runs of an element. */
  readonly slots: number;
  /** Maximum number of launches of an element; 1: each element has its own line of the list. */
  readonly most: number;
  readonly lines: number;
  readonly elements: number;
  /** Time between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** How often an element checks whether its run was started again elsewhere. */
  readonly look: number;
  /** Number of GPUs of a run; 0 to leave the assignment to Slurm. */
  readonly gpusPerRun: number;
  /** Number of runs that share these GPUs. */
  readonly runsPerGpu: number;
  /** The number of the first submission of the same command: failures are counted together. */
  readonly first: number;
  /** After this many failures nothing more is started; 0: no limit. */
  readonly failures: number;
  /** Whether this limit only applies before the first success. */
  readonly unlessSuccess: boolean;
  /** Whether runs may be stopped early: elements look for that every second. */
  readonly judged: boolean;
  /** The inode of the grid directory; `null` if the system has none. */
  readonly inode: number | null;
  /** The key of the grid directory in the marks of its runs. */
  readonly gridKey: string;
  /** The name of the cluster, where the batch system does not tell elements. */
  readonly cluster?: string;
  /** The limit of an element in seconds, likewise. */
  readonly seconds?: number | undefined;
}

/** The text of the options: shell assignments. No value needs quotes. */
export function printElementOptions(options: ElementOptions): string {
  const { slots, most, lines, elements, grace, look, gpusPerRun, runsPerGpu, first, failures, unlessSuccess, judged } =
    options;
  return Object.entries({
    gw_slots: slots,
    gw_most: most,
    gw_lines: lines,
    gw_elements: elements,
    gw_grace: Math.ceil(grace),
    gw_look: Math.ceil(look),
    gw_gpus: gpusPerRun,
    gw_runs_per_gpu: runsPerGpu,
    gw_command: first,
    gw_limit: failures,
    gw_unless_success: unlessSuccess ? "1" : "",
    gw_judged: judged ? "1" : "",
    gw_inode: options.inode ?? "-",
    gw_key: options.gridKey,
    gw_cluster: options.cluster ?? "",
    gw_seconds: options.seconds ?? "",
  }).map(([name, value]) => `${name}=${String(value).replaceAll(/[^\w.-]/g, "_")}\n`).join("");
}

/** The maximum number of launches of an element, from the text of the options; 1 if it has none. */
export function parseMost(text: string): number {
  return Number(/^gw_most=(\d+)$/m.exec(text)?.[1] ?? 1);
}

/** The first submission of the same command, from the text of the options; `undefined` if it has none. */
export function parseFirst(text: string): number | undefined {
  const [, number] = /^gw_command=(\d+)$/m.exec(text) ?? [];
  return number === undefined ? undefined : Number(number);
}

// The marks of a job array: empty files whose names record the starts and ends of its launches. An element (`io/cluster/slot.sh`)
// creates one when a run has started, `start.LINE.LAUNCH.TIME.TASK.HOST`, and one when it has ended,
// `end.LINE.LAUNCH.TIME.CODE.WHY.NEXT`. It creates `came.TASK.RESTART.TIME` when it begins itself, and `left.TASK.RESTART.TIME`
// when it is done.

/** A parsed mark. */
export type LaunchMark =
  & {
    /** The line in the list of the job array, from 0. */
    readonly line: number;
    readonly launch: number;
    /** A whole second. */
    readonly time: Time;
  }
  & (
    | {
      readonly kind: "start";
      /** The index of the element. */
      readonly task: number;
      readonly host: string;
    }
    | {
      readonly kind: "end";
      /** The exit code; `undefined` if its claim or its log could not be created. */
      readonly code: number | undefined;
      /** Why the element, or Slurm, ended it. */
      readonly told?: Told;
      /** The element runs it again, with the next launch number. */
      readonly goesOn: boolean;
    }
  );

/** Parses the name of an element's mark; `undefined` for other names. */
export function parseElementMark(name: string): ElementMark | undefined {
  const [, kind, task, restart, time] = /^(came|left)\.(\d+)\.(\d+)\.(\d+)$/.exec(name) ?? [];
  if (kind === undefined) return undefined;
  return { kind: kind as ElementMark["kind"], task: Number(task), restart: Number(restart), time: Number(time) * 1000 };
}

/** Parses the name of a launch's mark; `undefined` for other names. */
export function parseLaunchMark(name: string): LaunchMark | undefined {
  const [kind, line, launch, time, first, ...rest] = name.split(".");
  const place = { line: Number(line), launch: Number(launch), time: Number(time) * 1000 };
  if (!Object.values(place).every(Number.isSafeInteger) || first === undefined) return undefined;
  if (kind === "start" && rest.length > 0 && /^\d+$/.test(first)) {
    return { kind, ...place, task: Number(first), host: rest.join(".") };
  }
  const [why, next] = rest;
  if (kind !== "end" || !/^(?:\d+|unclaimed)$/.test(first) || !["no", "stop", "timeout"].includes(why!)) {
    return undefined;
  }
  return {
    kind,
    ...place,
    code: first === "unclaimed" ? undefined : Number(first),
    ...(why !== "no" && { told: why as Told }),
    goesOn: next === "again",
  };
}

/** Orders marks by time of writing, as far as it is known: by launch, the start before the end. */
export function compareMarks(a: LaunchMark, b: LaunchMark): number {
  return a.launch - b.launch || (a.kind === b.kind ? 0 : a.kind === "start" ? -1 : 1);
}

/**
 * Why nothing more of a job array is started, as in `slurm/<n>/stop`: an element counted too many failed runs, or `grid:stop`
 * was run; with `drain`, running runs may finish.
 */
export type ArrayStop = "max_failures" | "stop" | "drain";

const REASONS: readonly ArrayStop[] = ["max_failures", "stop", "drain"];

/** The text for a reason; empty if the scheduler of the job array stops it for another reason. */
export function printStop(reason?: ArrayStop): string {
  return reason === undefined ? "" : `${reason}\n`;
}

/** The reason in a text; `undefined` if it has none, or is not complete yet. */
export function parseStop(text: string): ArrayStop | undefined {
  return REASONS.find((reason) => text === printStop(reason));
}
