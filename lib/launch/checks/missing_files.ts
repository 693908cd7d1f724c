/** Finds what the runs of a group certainly miss when they start: working directory, programs, scripts. */
import { basename, dirname, isAbsolute, resolve } from "@std/path";
import { getAt } from "../../config/key_path.ts";
import { mergeAt } from "../../config/merge.ts";
import { plainText } from "../../config/value.ts";
import { configKey } from "../../grid/placeholders.ts";
import type { Part } from "../../grid/template.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { testConfigOf } from "../../plan/experiment.ts";
import type { Group, Plan, RunSpec } from "../../plan/plan.ts";
import { workingDirectory } from "../launch_context.ts";
import { type NeededFile, neededFiles } from "./needed_files.ts";
import type { PathProbe } from "./path_probe.ts";

/** Something that a run needs, and that is not there. */
export interface MissingFile {
  /** The setting that names it. */
  readonly setting: NeededFile["setting"] | "workdir";
  /** Whether it is a program that is looked for on PATH. */
  readonly onPath: boolean;
  readonly message: string;
}

/**
 * What the runs of a group miss: everything that makes each of them, or those with some value of an axis, fail at once.
 *
 * @param spec one of the runs of the group
 */
export function missingFiles(plan: Plan, group: Group, spec: RunSpec, probe: PathProbe): MissingFile[] {
  const workdir = workingDirectory(plan, spec.settings);
  if (probe.kindOf(workdir) !== "directory") {
    return [{ setting: "workdir", onPath: false, message: `working directory does not exist: ${workdir}` }];
  }
  return neededFiles(spec).flatMap((file) =>
    fillings(file.name, plan, group, spec).flatMap((name) => {
      const problem = problemWith(name, file, workdir, probe);
      if (problem === undefined) return [];
      const onPath = file.kind === "program" && !name.includes("/");
      return [{ setting: file.setting, onPath, message: `cannot ${spec.stage}: ${problem}` }];
    })
  );
}

function problemWith(name: string, { kind, dirs }: NeededFile, workdir: string, probe: PathProbe): string | undefined {
  if (name === "") return undefined;
  const isPath = name.includes("/");
  const paths = dirs.map((dir) => resolve(workdir, dir, name));
  const kinds = paths.map((path) => probe.kindOf(path));
  if (kind === "program") {
    if (isPath ? kinds.includes("program") : probe.isOnPath(name, workdir)) return undefined;
    if (isPath && kinds.includes("file")) {
      return `program "${name}" is not executable: run chmod +x ${name}, or call it with its interpreter`;
    }
    if (isPath && kinds.includes("directory")) return `program "${name}" is a directory`;
    return `program "${name}" not found${isAbsolute(name) ? "" : isPath ? ` in ${workdir}` : " on PATH"}`;
  }
  if (kinds.some((found) => found !== undefined)) return undefined;
  if (kind === "shell_script" && !isPath && probe.isOnPath(name, workdir)) return undefined;
  const dir = dirname(paths[0]!);
  const where = isAbsolute(name) ? "" : ` in ${isPath ? workdir : dir}`;
  return `"${name}" not found${where}${suggestion(basename(name), probe.namesIn(dir))}`;
}

const MOST_VALUES = 100;

/** The texts that a name has in the experiments of a group; none if they are only known later. */
function fillings(name: readonly Part[], plan: Plan, group: Group, spec: RunSpec): string[] {
  let texts = [""];
  for (const part of name) {
    const values = typeof part === "string" ? [part] : valuesOf(part.placeholder, plan, group, spec);
    texts = texts.flatMap((text) => values.map((value) => text + value));
    // Of two axes, not every combination needs to run.
    if (texts.length > MOST_VALUES || (texts.length > values.length && values.length > 1)) return [];
  }
  return texts;
}

function valuesOf(placeholder: string, plan: Plan, group: Group, { test, settings }: RunSpec): string[] {
  if (placeholder === "trainer" || placeholder === "tester") return [settings[placeholder]];
  const key = configKey(placeholder);
  if (key === undefined || group.seedKeys.includes(key)) return [];
  const axis = group.axes.findIndex((axis) => `${key}.`.startsWith(`${axis.key}.`) || axis.key.startsWith(`${key}.`));
  if (axis === -1) {
    const config = group.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), group.config);
    const value = getAt(test === undefined ? config : testConfigOf(config, test), key.split("."));
    return value === undefined ? [] : [plainText(value)];
  }
  const { key: axisKey, values } = group.axes[axis]!;
  if (axisKey !== key || test !== undefined || values.length > MOST_VALUES) return [];
  const used = new Set(
    plan.experiments.flatMap(({ group: index, at, dropped }) =>
      plan.groups[index] === group && !dropped ? [at[axis]!] : []
    ),
  );
  return values.filter((_, index) => used.has(index)).map(plainText);
}
