/** The combinations of the axes' values, and the experiments that they and the repetitions make. */
import { canonical } from "../config/canonical.ts";
import { getAt } from "../config/key_path.ts";
import { mergeAt, without } from "../config/merge.ts";
import { plainText } from "../config/plain_text.ts";
import { keyText, type ValueMap } from "../config/value.ts";
import type { Exclusion } from "../grid/exclusions.ts";
import type { GridTest, ParsedTest } from "../grid/grid_tests.ts";
import type { Overrides } from "../grid/overrides.ts";
import type { Grid, Task } from "../grid/parse_grid.ts";
import { configKey, placeholders } from "../grid/placeholders.ts";
import type { Settings } from "../grid/settings.ts";
import { stageTemplates } from "../launch/templates.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { isMip } from "../mi_prometheus/commands.ts";
import { testConfigOf } from "../plan/experiment.ts";
import { abbreviate, deriveSeed, sha256 } from "../plan/identities.ts";
import { labelsOf, safeName, shortNames } from "../plan/names.ts";
import type { Experiment, Group, Plan } from "../plan/plan.ts";
import { runSpecsOf } from "../plan/run_specs.ts";
import { matches, warnUnused } from "./exclude.ts";
import type { PreparedTask } from "./prepare.ts";
import { originOf } from "./setting_origin.ts";

/** Names of directories stay below what every file system takes, with the id and the repetition behind them. */
const MAX_NAME = 80;

/** A combination of values of one sub-grid. */
interface Combination {
  readonly group: number;
  readonly at: readonly number[];
  readonly hash: string;
  readonly name: string;
}

export function combine(
  prepared: readonly PreparedTask[],
  plan: Plan,
  repetitions: number,
  seeds: Settings["seed"],
  grid: Grid,
  overrides: Overrides,
  report: Report,
): Plan {
  const groups: Group[] = [];
  const used = new Map<Exclusion, number>();
  const owners = new Map<string, { launch: string; task: Task }>();
  const holders = new Map<string, string>();
  const perTask = prepared.map((item) => {
    const exclusions = [...grid.exclude, ...item.task.exclude];
    for (const exclusion of exclusions) used.set(exclusion, used.get(exclusion) ?? 0);
    const launch = commandSignature(item.task.settings);
    const tails = shortNames([...new Set(item.task.grids.flat().map((axis) => axis.key))]);
    const named = namedKeys(item, grid.tests, overrides);
    const seen = new Set<string>();
    const combinations: Combination[] = [];
    let repeated = 0;
    for (const axes of item.task.grids) {
      const group: Group = {
        task: item.name,
        config: item.config,
        axes: axes.map(({ key, parts, values }) => ({ key, parts, values })),
        set: item.set.map(({ parts, value }) => ({ parts, value })),
        settings: item.task.settings,
        seedKeys: item.settings.seedKeys,
      };
      const ignored = item.settings.notInId.map((key) => key.split("."));
      const labels = axes.map((axis) =>
        labelsOf(axis.values).map((label) => `-${safeName(tails.get(axis.key)!)}=${label}`)
      );
      forEachCombination(group, (config, at) => {
        const excluded = exclusions.find((exclusion) => matches(exclusion, config));
        if (excluded !== undefined) return void used.set(excluded, used.get(excluded)! + 1);
        const hash = sha256(canonical(without(config, ignored)));
        if (seen.has(hash)) return void repeated++;
        seen.add(hash);
        checkCommandSignature(owners, hash, launch, item.task, report);
        const full = item.name + at.map((value, axis) => labels[axis]![value]).join("");
        // MI-Prometheus's trainers split paths at commas.
        const whole = isMip(item.settings, "train") ? full.replaceAll(",", "_") : full;
        const name = (holders.get(whole) ?? hash) === hash ? shorten(whole, hash) : distinguish(whole, hash);
        holders.set(whole, hash);
        for (const key of named) if (checkFilled(key, config, name, report)) named.delete(key);
        combinations.push({ group: groups.length, at, hash, name });
      });
      groups.push(group);
    }
    if (repeated > 0) {
      report.notice(
        item.task.origin,
        `${repeated} of the combinations of task "${item.name}" are equal to others and run once`,
      );
    }
    if (combinations.length === 0) {
      report.error(item.task.origin, `the exclusions leave nothing of task "${item.name}"`);
    }
    return combinations;
  });
  for (const [exclusion, count] of used) if (count === 0) warnUnused(exclusion, groups, report);

  const occurrences = new Map<string, number>();
  const drafts: (Omit<Experiment, "id" | "hash"> & { config: string })[] = [];
  const combinations = perTask.flat();
  for (let round = 0; round < repetitions; round++) {
    for (const combination of combinations) {
      const repetition = occurrences.get(combination.hash) ?? 0;
      occurrences.set(combination.hash, repetition + 1);
      const { hash: config, name, group, at } = combination;
      drafts.push({ name, group, at, repetition, seed: undefined, config });
    }
  }
  if (Array.isArray(seeds) && drafts.some((draft) => draft.repetition >= seeds.length)) {
    report.error(
      below(grid.settingsOrigin, "seed"),
      "a task is listed more than once, and the list of seeds has none for its further repetitions",
    );
  }
  const hashes = drafts.map((draft) => sha256(`${draft.config} repetition ${draft.repetition}`).slice(0, 32));
  const ids = abbreviate(hashes);
  const experiments = drafts.map(({ name, group, at, repetition }, index): Experiment => ({
    id: ids[index]!,
    hash: hashes[index]!,
    name,
    repetition,
    group,
    at,
    seed: seedOf(seeds, plan.seed, repetition, hashes[index]!),
  }));
  return { ...plan, groups, experiments };
}

function seedOf(
  seeds: Settings["seed"],
  master: number | undefined,
  repetition: number,
  hash: string,
): number | undefined {
  if (Array.isArray(seeds)) return seeds[repetition];
  return master === undefined ? undefined : deriveSeed(master, hash);
}

/**
 * Visits every combination of a group, the last axis fastest.
 *
 * Configurations are built from left to right, and each prefix once, so that a combination costs about one merge.
 */
function forEachCombination(group: Group, visit: (config: ValueMap, at: readonly number[]) => void): void {
  const at: number[] = [];
  const descend = (config: ValueMap, axis: number): void => {
    if (axis === group.axes.length) {
      visit(group.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config), [...at]);
      return;
    }
    const { parts, values } = group.axes[axis]!;
    for (let i = 0; i < values.length; i++) {
      at[axis] = i;
      descend(mergeAt(config, parts, values[i]!), axis + 1);
    }
  };
  descend(group.config, 0);
}

// What starts a run, as far as it does not depend on the configuration.
function commandSignature(settings: ValueMap): string {
  const names = ["command", "test_command", "trainer", "tester", "setup", "shell", "workdir", "env"];
  return canonical(new Map([...settings].filter(([key]) => names.includes(keyText(key)))));
}

function checkCommandSignature(
  owners: Map<string, { launch: string; task: Task }>,
  hash: string,
  launch: string,
  task: Task,
  report: Report,
): void {
  const owner = owners.get(hash);
  if (owner === undefined) owners.set(hash, { launch, task });
  else if (owner.launch !== launch && owner.task !== task) {
    owners.set(hash, { launch, task });
    report.error(
      task.origin,
      "the task has the same configuration as another one and runs a different command, so that their results would be mixed: " +
        "let the overwrite of each set a key that tells them apart",
    );
  }
}

function shorten(name: string, hash: string): string {
  return name.length <= MAX_NAME ? name : distinguish(name, hash);
}

function distinguish(name: string, hash: string): string {
  return `${name.slice(0, MAX_NAME - 9)}-${hash.slice(0, 8)}`;
}

/** A key of the configuration that a command names. */
interface NamedKey {
  readonly placeholder: string;
  readonly parts: readonly string[];
  readonly setting: string;
  readonly test: GridTest | undefined;
  readonly origin: Origin;
}

function namedKeys({ task }: PreparedTask, tests: readonly ParsedTest[], overrides: Overrides): Set<NamedKey> {
  const named = new Set<NamedKey>();
  for (const { stage, test, settings } of runSpecsOf(task.settings, tests)) {
    for (
      const [setting, text] of stageTemplates(settings, stage, { tensorboard: overrides.tensorboard !== undefined })
    ) {
      for (const placeholder of placeholders(text)) {
        const key = configKey(placeholder);
        if (key === undefined || settings.seedKeys.includes(key)) continue;
        const origin = originOf(task, setting, overrides, test);
        named.add({ placeholder, parts: key.split("."), setting, test, origin });
      }
    }
  }
  return named;
}

// A key that the task's configuration has may be missing where the value of an axis removes it.
function checkFilled(key: NamedKey, config: ValueMap, name: string, report: Report): boolean {
  const value = getAt(key.test === undefined ? config : testConfigOf(config, key.test), key.parts);
  const wrong = value === undefined
    ? "which is no key of"
    : plainText(value).includes("\0")
    ? "which holds a NUL character in"
    : undefined;
  if (wrong === undefined) return false;
  report.error(key.origin, `${key.setting} has {${key.placeholder}}, ${wrong} the configuration of ${name}`);
  return true;
}
