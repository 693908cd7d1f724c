/** Describes what flags that change a grid do to a grid directory that is resumed. */
import { type GridOverrides, listOverrides } from "../../grid/grid_overrides.ts";
import { counted } from "../../messages/text/counted.ts";
import { printable } from "../../messages/text/printable.ts";
import type { Extension } from "../../plan/extend.ts";

/** The flags of a resume that change the grid. */
export interface ResumeFlags {
  /** Those of earlier commands. */
  readonly stored: GridOverrides;
  /** Those of this command. */
  readonly given: GridOverrides;
  /** Both, without stored ones that were replaced. */
  readonly merged: GridOverrides;
}

/**
 * Describes the flags: which ones of earlier commands still apply, which ones are replaced, and that new ones leave experiments
 * out of the grid.
 *
 * @param wasStarted whether an experiment, given by its id, was started
 */
export function describeFlags(
  { stored, given, merged }: ResumeFlags,
  { dropped }: Extension,
  wasStarted: (id: string) => boolean,
): string[] {
  const [before, typed, now] = [stored, given, merged].map(words) as [string[], string[], string[]];
  const replaced = before.filter((flag) => !now.includes(flag));
  const kept = now.filter((flag) => before.includes(flag) && !typed.includes(flag));
  const added = typed.filter((flag) => !before.includes(flag));
  const changing = added.filter((flag) => /^--(set|axis) /.test(flag));
  const left = dropped.filter((experiment) => !experiment.dropped && wasStarted(experiment.id)).length;
  return [
    ...(replaced.length === 0 ? [] : [`${added.join(" ")} replaces ${replaced.join(" ")} of an earlier command`]),
    ...(kept.length === 0 ? [] : [`still with ${kept.join(" ")} of an earlier command`]),
    ...(changing.length === 0 || left === 0 ? [] : [
      `${counted(left, "started experiment is", "started experiments are")} not in the grid with ${
        changing.join(" ")
      }: ` +
      `${left === 1 ? "its" : "their"} results stay in the grid directory, but are left out of analyses ` +
      "(without --resume, a new grid directory keeps both)",
    ]),
  ];
}

function words(flags: GridOverrides): string[] {
  return listOverrides(flags).map(([flag, text]) => printable(`${flag} ${text}`));
}
