/** The flags that change a grid: as typed, stored and applied again. */
import type { Problem } from "../messages/problem.ts";

/** The flags that change a grid, as typed. They are stored in the grid directory, and `--resume` applies them again. */
export interface GridOverrides {
  /** `--set`: `KEY=YAML`. */
  readonly set: readonly string[];
  /** `--axis`: `KEY=[a, b]`. */
  readonly axis: readonly string[];
  /** `--setting`: `KEY=VALUE`. */
  readonly setting: readonly string[];
  /** `--samples`: number of samples. */
  readonly samples?: number | undefined;
  /** `--trainer`: a trainer of MI-Prometheus. */
  readonly trainer?: string | undefined;
  /** `--tester`: a tester of MI-Prometheus. */
  readonly tester?: string | undefined;
  /** `--prefix`: what starts each command. */
  readonly prefix?: string | undefined;
  /** `--li`: the logging interval. */
  readonly li?: number | undefined;
  /** `--ll`: the log level. */
  readonly ll?: string | undefined;
  /** `--tensorboard`: 0, 1 or 2. */
  readonly tensorboard?: number | undefined;
}

/** A command line without overrides. */
export const NOTHING_GIVEN: GridOverrides = { set: [], axis: [], setting: [] };

/**
 * Adds the flags of this command to stored ones. A stored flag is left out if a new one has the same key. `--axis` also
 * replaces a stored `--set` for its key, because that would leave the axis only one value.
 */
export function mergeOverrides(before: GridOverrides, now: GridOverrides): GridOverrides {
  const [set, axis, setting] = [now.set, now.axis, now.setting].map((texts) => new Set(texts.map(flagKey)));
  return {
    set: [...before.set.filter((text) => !set!.has(flagKey(text)) && !axis!.has(flagKey(text))), ...now.set],
    axis: [...before.axis.filter((text) => !axis!.has(flagKey(text))), ...now.axis],
    setting: [...before.setting.filter((text) => !setting!.has(flagKey(text))), ...now.setting],
    samples: now.samples ?? before.samples,
    trainer: now.trainer ?? (setting!.has("trainer") ? undefined : before.trainer),
    tester: now.tester ?? (setting!.has("tester") ? undefined : before.tester),
    prefix: now.prefix ?? (setting!.has("prefix") ? undefined : before.prefix),
    li: now.li ?? before.li,
    ll: now.ll ?? before.ll,
    tensorboard: now.tensorboard ?? before.tensorboard,
  };
}

/** The flags as on a command line, in the order in which they apply: `["--set", "lr=0.1"]`, … */
export function listOverrides({ set, axis, setting, ...single }: GridOverrides): (readonly [string, string])[] {
  const { samples, trainer, tester, prefix, li, ll, tensorboard } = single;
  return [
    ...set.map((text) => ["--set", text] as const),
    ...axis.map((text) => ["--axis", text] as const),
    ...setting.map((text) => ["--setting", text] as const),
    ...Object.entries({ samples, trainer, tester, prefix, li, ll, tensorboard }).flatMap(([name, value]) =>
      value === undefined ? [] : [[`--${name}`, String(value)] as const]
    ),
  ];
}

/** The key of `KEY=VALUE`. `section.~key=`, which removes a key, has the same key as `section.key=1`. */
export function flagKey(text: string): string {
  return text.slice(0, text.indexOf("=")).trim().replace(/(^|\.)~(?=[^.]*$)/, "$1");
}

/**
 * The problems with flags of one command that contradict each other.
 *
 * @returns an error for each key that `--axis` and `--set` both name
 */
export function checkContradictions(
  { set, axis }: { readonly set: readonly string[]; readonly axis: readonly string[] },
): Problem[] {
  return axis.flatMap((text): Problem[] => {
    const other = set.find((other) => flagKey(other) === flagKey(text));
    if (other === undefined) return [];
    const message = `--set ${other} would leave the axis only that value: give one of them`;
    return [{ severity: "error", source: `--axis ${text}`, message }];
  });
}
