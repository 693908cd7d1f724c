/**
 * The marks of a job array: empty files whose names tell how its launches go. An element (`io/slurm/slot.sh`) makes one when a
 * run has started, `start.LINE.LAUNCH.TIME.TASK.HOST`, and one when it has ended, `end.LINE.LAUNCH.TIME.CODE.WHY.NEXT`. It makes
 * `came.TASK.RESTART.TIME` when it begins itself, and `left.TASK.RESTART.TIME` when it is done.
 */
import type { Told } from "../../run/outcome.ts";
import type { Time } from "../../run/run_state.ts";
import type { ElementMark } from "../../slurm/stale_elements.ts";

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
      /** The exit code; `undefined` if its claim or its log could not be made. */
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

/** Orders marks by time of writing, as far as their launches tell: by launch, the start before the end. */
export function compareMarks(a: LaunchMark, b: LaunchMark): number {
  return a.launch - b.launch || (a.kind === b.kind ? 0 : a.kind === "start" ? -1 : 1);
}
