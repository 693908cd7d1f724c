/** From a grid file to its experiments. */
import { basename } from "@std/path";
import { describe, isList, isMap, isScalar, keyText, type Value, type ValueMap } from "./value.ts";
import {
  EMPTY,
  getAt,
  leaves,
  merge,
  mergeAt,
  removedKey,
  splitKey,
  strip,
  type Untouched,
  untouched,
  without,
} from "./merge.ts";
import { suggestion } from "./problem.ts";
import { below, hasErrors, type Origin, type Report } from "./report.ts";
import { type Axis, labelsOf, leavesOf, MAX_EXPERIMENTS, safeName, shortNames } from "./axes.ts";
import { type ConfigLoader, createConfigLoader, type ReadText } from "./configs.ts";
import { type Exclusion, type Grid, type Overrides, parseGrid, type Task } from "./parse.ts";
import { parseSettings, type Settings } from "./settings.ts";
import { abbreviate, canonical, deriveSeed, sha256 } from "./identify.ts";
import { checkCommands, keyOf, originOf, plainText, templatesOf } from "./command.ts";
import { placeholders } from "./template.ts";
import { parseYaml } from "./yaml.ts";
import type { Experiment, Group, Plan } from "./plan.ts";
import type { YamlFile } from "./yaml.ts";

/** What an expansion needs. */
export interface ExpandInput {
  readonly yaml: YamlFile;
  readonly overrides: Overrides;
  /** Reads a configuration file. */
  readonly read: ReadText;
  /** The directory that relative names start from. */
  readonly cwd: string;
  /** Drawn for grids whose commands take a seed and whose file names none: 0 … 2^31 − 1. */
  readonly masterSeed: number;
}

// MI-Prometheus lays these over a task's default configurations: -1 means that the trainer draws a seed.
const MIP_DEFAULTS = parseYaml(
  `training: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}
validation: {dataloader: {num_workers: 0}}
testing: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}`,
  "defaults",
).value as ValueMap;

/** Names of directories stay below what every file system takes, with the id and the repetition behind them. */
const MAX_NAME = 80;

/**
 * Expands a grid.
 *
 * @param report is told of everything that is wrong; with an error in it the plan is not to be used
 */
export function expandGrid(input: ExpandInput, report: Report): Plan {
  const gridName = safeName(basename(input.yaml.file).replace(/\.ya?ml$/i, "")) || "grid";
  const grid = parseGrid(input.yaml, input.overrides, report);
  const settings = parseSettings(grid.settings, "resolved", () => {});
  const loader = createConfigLoader(input.read, input.cwd, report);
  const repetitions = countRepetitions(grid, settings, report);
  const prepared = nameTasks(
    grid.tasks.map((task) => prepare(task, grid, input.overrides, loader, gridName, report)),
    gridName,
  );
  warnUntouched(prepared.map(({ files }) => untouched(files, grid.overwrite)), grid.overwriteOrigin, report);
  for (const { parts, value, origin } of grid.set) {
    warnUntouched(prepared.map(({ config }) => untouched(config, mergeAt(EMPTY, parts, value))), origin, report);
  }
  const laidOver = (config: ValueMap) =>
    grid.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config);
  checkCommands(prepared.map((item) => ({ ...item, config: laidOver(item.config) })), input.overrides, report);
  const seed = typeof settings.seed === "number" ? settings.seed : settings.seed === undefined &&
      prepared.some(({ settings }) => settings.command !== undefined || settings.seedKeys.length > 0)
    ? input.masterSeed
    : undefined;
  const { li = 100, ll = "INFO", tensorboard } = input.overrides;
  const { maxConcurrentRuns } = settings;
  const empty: Plan = {
    name: gridName,
    seed,
    maxConcurrentRuns,
    cwd: input.cwd,
    li,
    ll,
    tensorboard,
    groups: [],
    experiments: [],
  };
  if (tooMany(prepared, repetitions, grid, report) || hasErrors(report)) return empty;
  return combine(prepared, { ...empty, groups: [] }, repetitions, settings.seed, grid, input.overrides, report);
}

interface Prepared {
  readonly task: Task;
  readonly name: string;
  readonly settings: Settings;
  /** Of the configuration files alone. */
  readonly files: ValueMap;
  /** The configuration below the axes. */
  readonly config: ValueMap;
  readonly set: Group["set"];
}

function countRepetitions(grid: Grid, settings: Settings, report: Report): number {
  if (!Array.isArray(settings.seed)) return settings.repetitions ?? 1;
  if (settings.repetitions !== undefined && settings.repetitions !== settings.seed.length) {
    report.error(
      below(grid.settingsOrigin, "experiment_repetitions"),
      `"seed" lists ${settings.seed.length} seeds, one for each repetition, and "experiment_repetitions" is ${settings.repetitions}: ` +
        `take one of them away`,
    );
  }
  return settings.seed.length;
}

function prepare(
  task: Task,
  grid: Grid,
  overrides: Overrides,
  loader: ConfigLoader,
  gridName: string,
  report: Report,
): Prepared {
  const settings = parseSettings(task.settings, "resolved", () => {});
  const files = loader.load(task.configs, task.configsOrigin);
  if (task.configs.length === 0 && !task.settings.has("command")) {
    report.error(task.configsOrigin, `the task has no default_configs, which a grid without a command needs`);
  }
  const defaults = settings.command === undefined ? merge(files, MIP_DEFAULTS) as ValueMap : files;
  const withGrid = merge(defaults, grid.overwrite) as ValueMap;
  warnUntouched([untouched(strip(withGrid), task.overwrite)], task.overwriteOrigin, report);
  const config = strip(merge(withGrid, task.overwrite) as ValueMap);
  checkAxes(task, config, settings, report);
  for (const key of settings.seedKeys) {
    refuseThroughLeaf(config, splitKey(key), originOf(task, "seed_keys", overrides), report);
  }
  for (const { parts, value, origin } of grid.set) {
    refuseThroughLeaf(config, parts, origin, report);
    if (settings.seedKeys.includes(parts.join("."))) {
      report.error(origin, `"${parts.join(".")}" is in seed_keys, which write each run's seed over it`);
    }
    const clash = task.grids.flat().find((axis) =>
      axis.key !== parts.join(".") &&
      leaves(mergeAt(EMPTY, parts, value)).some(([leaf]) => overlapsAny(leaf, leavesOf(axis)))
    );
    if (clash !== undefined) {
      report.error(
        origin,
        `it sets what axis "${clash.key}" sets: use --set ${clash.key}=VALUE, or --axis to change its values`,
      );
    }
  }
  warnFixedSeeds(task, config, grid, settings, report);
  const name = task.name ??
    (task.configs[0] === undefined ? gridName : basename(task.configs[0]).replace(/\.ya?ml$/i, ""));
  return { task, name, settings, files, config, set: grid.set };
}

// What holds for several tasks is a mistake only if it touches nothing in any of them.
function warnUntouched(perTask: readonly (readonly Untouched[])[], origin: Origin, report: Report): void {
  const [first = [], ...others] = perTask;
  for (const { path, suggestion } of first) {
    const key = path.join(".");
    if (!others.every((found) => found.some((other) => other.path.join(".") === key))) continue;
    report.warning(
      below(origin, ...path),
      `"${key}" overwrites nothing: no configuration below it has that key${suggestion}`,
    );
  }
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

function overlapsAny(leaf: string, others: Iterable<string>): boolean {
  for (const other of others) if (overlaps(leaf, other)) return true;
  return false;
}

function refuseThroughLeaf(config: ValueMap, parts: readonly string[], origin: Origin, report: Report): void {
  for (let n = 1; n < parts.length; n++) {
    const value = getAt(config, parts.slice(0, n));
    if (value === undefined || isMap(value) || (isScalar(value) && value.value === null)) continue;
    report.error(
      origin,
      `cannot set "${parts.join(".")}" as "${parts.slice(0, n).join(".")}" is ${
        isList(value) ? "a list" : "no map"
      }: ` +
        `current value is ${describe(value).slice(0, 80)}`,
    );
    return;
  }
}

function checkAxes(task: Task, config: ValueMap, settings: Settings, report: Report): void {
  const overwritten = leaves(task.overwrite).map(([key]) => key.replaceAll(/(^|\.)~/g, "$1"));
  const told = new Set<Axis>();
  for (const axes of task.grids) {
    for (const [index, axis] of axes.entries()) {
      const own = leavesOf(axis);
      const other = axes.slice(0, index).find((former) => [...leavesOf(former)].some((leaf) => overlapsAny(leaf, own)));
      if (other !== undefined) {
        report.error(
          axis.origin,
          `axes "${other.key}" and "${axis.key}" set the same key: put their values into one axis`,
        );
      }
      if (told.has(axis)) continue;
      told.add(axis);
      const clash = overwritten.find((leaf) => overlapsAny(leaf, own));
      if (clash !== undefined) {
        report.error(
          axis.origin,
          `the axis sets "${clash}", which the task's overwrite sets too: take it out of the overwrite, ` +
            `or fix it for this task by axes: {${axis.key}: [value]}`,
        );
      }
      refuseThroughLeaf(config, axis.parts, axis.origin, report);
      // Values that are no maps all set the one key.
      const plain = axis.values.find((value) => !isMap(value));
      for (const value of [...(plain === undefined ? [] : [plain]), ...axis.values.filter(isMap)]) {
        const unknown = untouched(config, mergeAt(EMPTY, axis.parts, value))[0] ??
          untouched(getAt(config, axis.parts), value, axis.parts)[0];
        if (unknown !== undefined && unknown.suggestion !== "") {
          report.warning(axis.origin, `no configuration has "${unknown.path.join(".")}"${unknown.suggestion}`);
          break;
        }
      }
      const seeded = settings.seedKeys.find((key) => overlapsAny(key, own));
      if (seeded !== undefined) {
        report.error(
          axis.origin,
          `axis "${axis.key}" sets "${seeded}", which is in seed_keys, so that each run's seed would be written over it`,
        );
      }
      const ignored = settings.notInId.find((key) => overlapsAny(key, own));
      if (ignored !== undefined) {
        report.error(
          axis.origin,
          `axis "${axis.key}" is in not_in_id, so that its values would be one and the same experiment`,
        );
      }
    }
  }
}

function warnFixedSeeds(task: Task, config: ValueMap, grid: Grid, settings: Settings, report: Report): void {
  const gridSettings = parseSettings(grid.settings, "resolved", () => {});
  const repetitions = Array.isArray(gridSettings.seed) ? gridSettings.seed.length : gridSettings.repetitions ?? 1;
  if (repetitions === 1) return;
  for (const [key, value] of leaves(config)) {
    const last = key.split(".").at(-1)!;
    if (!/^seed(_|$)|_seed$/.test(last) || settings.seedKeys.includes(key)) continue;
    if (!isScalar(value) || typeof value.value !== "number" || value.value < 0) continue;
    if (task.grids.flat().some((axis) => overlapsAny(key, leavesOf(axis)))) continue;
    report.warning(
      task.origin,
      `"${key}" is fixed to ${value.text}, so that the ${repetitions} repetitions may all be alike: name it in seed_keys, or remove it`,
    );
  }
}

// Different tasks from files of the same name are told apart; a task that is listed twice keeps its name.
function nameTasks(prepared: readonly Prepared[], gridName: string): Prepared[] {
  const owners = new Map<string, string>();
  return prepared.map((item) => {
    const signature = canonical(item.config) +
      item.task.grids.map((axes) => axes.map((axis) => axis.key + axis.values.map(canonical)));
    const wanted = safeName(item.name).replace(/^[-.]+/, "") || gridName;
    let name = wanted;
    for (let n = 2; owners.has(name) && owners.get(name) !== signature; n++) name = `${wanted}-${n}`;
    owners.set(name, signature);
    return { ...item, name };
  });
}

function tooMany(prepared: readonly Prepared[], repetitions: number, grid: Grid, report: Report): boolean {
  const count = prepared.flatMap(({ task }) => task.grids)
    .reduce((sum, axes) => sum + axes.reduce((product, axis) => product * BigInt(axis.values.length), 1n), 0n);
  const total = count * BigInt(repetitions);
  if (total <= BigInt(MAX_EXPERIMENTS)) return false;
  const origin = prepared.length === 1
    ? prepared[0]!.task.origin
    : { file: (grid.settingsOrigin as { file: YamlFile }).file, path: [] };
  report.error(origin, `the grid would have ${total} experiments: at most ${MAX_EXPERIMENTS} are possible`);
  return true;
}

/** A combination of values of one sub-grid. */
interface Combination {
  readonly group: number;
  readonly at: readonly number[];
  readonly hash: string;
  readonly name: string;
}

function combine(
  prepared: readonly Prepared[],
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
    const launch = launchOf(item.task.settings);
    const tails = shortNames([...new Set(item.task.grids.flat().map((axis) => axis.key))]);
    const named = namedKeys(item, overrides);
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
        refuseOtherLaunch(owners, hash, launch, item.task, report);
        const whole = item.name + at.map((value, axis) => labels[axis]![value]).join("");
        const name = (holders.get(whole) ?? hash) === hash ? shorten(whole, hash) : distinguish(whole, hash);
        holders.set(whole, hash);
        for (const key of named) if (refuseUnfilled(key, config, name, report)) named.delete(key);
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

function matches(exclusion: Exclusion, config: ValueMap): boolean {
  return exclusion.conditions.every(({ parts, wanted }) => {
    const value = getAt(config, parts);
    return value !== undefined && fits(value, wanted);
  });
}

// A list means any of its values, or itself; a map, what has all of its keys.
function fits(value: Value, wanted: Value): boolean {
  return fitsOne(value, wanted) || (isList(wanted) && wanted.some((one) => fitsOne(value, one)));
}

function fitsOne(value: Value, wanted: Value): boolean {
  if (!isMap(wanted) || !isMap(value) || wanted.size === 0) return sameValue(value, wanted);
  return Array.from(wanted).every(([key, item]) => {
    const removed = removedKey(key);
    if (removed !== undefined) return getAt(value, [removed]) === undefined;
    const found = getAt(value, [keyText(key)]);
    return found !== undefined && fits(found, item);
  });
}

function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isScalar(a) && isScalar(b)) return a.value === b.value || canonical(a) === canonical(b);
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameValue(item, b[index]!));
  return isMap(a) && isMap(b) && a.size === b.size && fits(a, b);
}

function warnUnused(exclusion: Exclusion, groups: readonly Group[], report: Report): void {
  for (const { parts } of exclusion.conditions) {
    const key = parts.join(".");
    const known = groups.flatMap((
      group,
    ) => [...leaves(group.config).map(([leaf]) => leaf), ...group.axes.map((axis) => axis.key)]);
    if (known.some((leaf) => overlaps(leaf, key))) continue;
    report.warning(
      below(exclusion.origin, key),
      `no configuration has "${key}", so that nothing is excluded${suggestion(key, known)}`,
    );
    return;
  }
  report.warning(exclusion.origin, "no combination matches this exclusion, so that nothing is excluded");
}

// What starts a run, as far as it does not depend on the configuration.
function launchOf(settings: ValueMap): string {
  const names = ["command", "test_command", "trainer", "tester", "setup", "shell", "workdir", "env"];
  return canonical(new Map([...settings].filter(([key]) => names.includes(keyText(key)))));
}

function refuseOtherLaunch(
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
  readonly origin: Origin;
}

function namedKeys({ task, settings }: Prepared, overrides: Overrides): Set<NamedKey> {
  const named = new Set<NamedKey>();
  for (const stage of ["train", "test"] as const) {
    for (const [setting, text] of templatesOf(settings, stage, { tensorboard: overrides.tensorboard !== undefined })) {
      for (const placeholder of placeholders(text)) {
        const key = keyOf(placeholder);
        if (key === undefined || settings.seedKeys.includes(key)) continue;
        const origin = originOf(task, setting, overrides);
        named.add({ placeholder, parts: key.split("."), setting, origin });
      }
    }
  }
  return named;
}

// A key that the task's configuration has may be missing where the value of an axis removes it.
function refuseUnfilled(key: NamedKey, config: ValueMap, name: string, report: Report): boolean {
  const value = getAt(config, key.parts);
  const wrong = value === undefined
    ? "which is no key of"
    : plainText(value).includes("\0")
    ? "which holds a NUL character in"
    : undefined;
  if (wrong === undefined) return false;
  report.error(key.origin, `${key.setting} has {${key.placeholder}}, ${wrong} the configuration of ${name}`);
  return true;
}
