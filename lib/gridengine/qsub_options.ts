/** Turns settings into options of qsub. An option and its value are one string here: `-l h_rt=3600`. */
import type { ControllerNames, SettingProblem } from "../cluster/dialect.ts";
import {
  elementSeconds,
  type JobArray,
  type JobOptions,
  slotsOfElement,
  type SubmissionNames,
} from "../cluster/plan_arrays.ts";
import { roundCpus, type Settings } from "../grid/settings/settings.ts";
import { CONTROLLER } from "../grid/settings/value_kinds.ts";
import { parseDuration, parseSize } from "../messages/quantity.ts";
import { shellQuote } from "../messages/text.ts";
import { readRequests, requestProblems, type Requests } from "./requests.ts";

/**
 * The options of qsub for the runs of a task.
 *
 * @returns the options, or all problems with the settings
 */
export function qsubOptions(settings: Settings): JobOptions | readonly SettingProblem[] {
  const slots = slotsOfElement(settings);
  const problems = [...requestProblems(settings.sge), ...needProblems(settings, slots)];
  if (problems.length > 0) return problems;
  const { options, resources } = readRequests(settings.sge, "");
  const all = withDerived(resources, settings, slots);
  const seconds = secondsOf(all.get("h_rt"));
  return {
    system: "sge",
    words: [...wordsOf({ options, resources: all }), ...environmentOf(options, settings, slots)],
    // An element whose node is lost starts again, and continues its runs.
    defaults: options.has("r") ? [] : ["-r y"],
    jobName: options.get("N") || undefined,
    dependency: options.get("hold_jid") || undefined,
    slots,
    runsPerJob: settings.runsPerJob,
    gpusPerRun: settings.gpusPerRun ?? 0,
    runsPerGpu: settings.runsPerGpu,
    ...(seconds !== undefined && { seconds }),
  };
}

// Options that are combined with those of this program when an array is submitted.
const NAMED_APART: readonly string[] = ["N", "hold_jid", "pe"];

function wordsOf({ options, resources }: Requests): string[] {
  return [
    ...[...options].filter(([name]) => !NAMED_APART.includes(name)).map(([name, value]) =>
      value === "" ? `-${name}` : `-${name} ${value}`
    ),
    ...[...resources].map(([name, value]) => `-l ${name}=${value}`),
  ];
}

// Grid Engine has no option for cores, but environments in which a job gets several slots: their names are those of a site.
function environmentOf(options: ReadonlyMap<string, string>, settings: Settings, slots: number): string[] {
  const given = options.get("pe");
  if (given === undefined) return [];
  return [/\s/.test(given) ? `-pe ${given}` : `-pe ${given} ${cpusOf(settings, slots)}`];
}

function cpusOf({ cpusPerRun = 1 }: Settings, slots: number): number {
  return Math.max(1, Math.ceil(roundCpus(cpusPerRun * slots)));
}

function needProblems(settings: Settings, slots: number): SettingProblem[] {
  const cpus = cpusOf(settings, slots);
  if (cpus === 1 || settings.sge.has("pe")) return [];
  const setting = settings.cpusPerRun !== undefined ? "cpus_per_run" : "slots_per_job";
  return [{
    setting,
    message:
      `"${setting}": a job needs ${cpus} cores, which Grid Engine gives in a parallel environment only: name one ` +
      "that stays on one host, with sge: {pe: NAME} (qconf -spl lists them)",
  }];
}

// Requests of the grid file replace those that follow from other settings.
function withDerived(
  given: ReadonlyMap<string, string>,
  settings: Settings,
  slots: number,
): ReadonlyMap<string, string> {
  const { gpusPerRun, runsPerGpu, memoryPerRun } = settings;
  const has = (pattern: RegExp) => [...given.keys()].some((name) => pattern.test(name));
  const derived = new Map(given);
  const gpus = gpusPerRun === undefined ? 0 : gpusPerRun * Math.ceil(slots / runsPerGpu);
  if (gpus > 0 && !has(/gpu|cuda/i)) derived.set("gpu", String(gpus));
  if (memoryPerRun !== undefined && !has(/mem|vf$|virtual_free|rss/)) {
    derived.set("mem_free", `${Math.ceil(memoryPerRun * slots / 2 ** 20)}M`);
  }
  const seconds = elementSeconds(settings, slots);
  if (seconds !== undefined && !has(/^[hs]_rt$/)) derived.set("h_rt", String(seconds));
  return new Map([...derived].map(([name, value]) => [name, convert(name, value)]));
}

// Values with units that Grid Engine does not know. Its own, such as 1:00:00 and 4G, stay as they are.
function convert(name: string, value: string): string {
  if (/^[hs]_(?:rt|cpu)$/.test(name) && /\d[dhms]$/.test(value)) {
    const seconds = parseDuration(value);
    return seconds === undefined ? value : String(Math.ceil(seconds));
  }
  const bytes = value.endsWith("B") ? parseSize(value) : undefined;
  return bytes === undefined ? value : `${Math.ceil(bytes / 2 ** 20)}M`;
}

/** Seconds of `H:M:S`, of which any part may be missing, or of a number of seconds; `undefined` for anything else. */
function secondsOf(time: string | undefined): number | undefined {
  if (time === undefined || !/^\d*(?::\d*){0,2}$/.test(time)) return undefined;
  return time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) || undefined;
}

/** The arguments of qsub, without the script. */
export function arrayWords(
  { options, elements, concurrent }: Pick<JobArray<unknown>, "options" | "elements" | "concurrent">,
  { name, after }: SubmissionNames,
): string[] {
  const waits = [...(options.dependency === undefined ? [] : [options.dependency]), ...(after ?? "" ? [after] : [])];
  return [
    ...[...options.defaults, ...options.words].flatMap(argumentsOf),
    ...COMMON,
    ...["-t", `1-${elements}`, ...(concurrent === undefined ? [] : ["-tc", String(concurrent)]), "-N", name],
    ...(waits.length === 0 ? [] : ["-hold_jid", waits.join(",")]),
  ];
}

// Elements are told before they are killed, and write their output themselves: qsub expands names in paths.
const COMMON: readonly string[] = ["-terse", "-V", "-notify", "-S", "/bin/sh", "-o", "/dev/null", "-j", "y"];

/** The arguments of an option: its name and its value, or the two words of `-pe NAME N`. */
export function argumentsOf(word: string): string[] {
  const [name, ...values] = word.split(" ");
  return name === "-pe" ? [name, ...values] : values.length === 0 ? [name!] : [name!, values.join(" ")];
}

/** An option as a user would type it. */
export function typed(word: string): string {
  return argumentsOf(word).map(shellQuote).join(" ");
}

// The job that follows a detached grid.

/** Options of the runs that the controller has, too, unless the grid file gives it others: where the user may submit jobs at all. */
const SHARED: readonly string[] = ["A", "P", "q", "ar", "js"];

/** Seconds before the end of its time at which the controller leaves. */
const NOTICE_S = 60;

/** The options with which the controller is submitted, as arguments of qsub. */
export function controllerWords({ sge }: Pick<Settings, "sge">): string[] {
  const own = readRequests(sge, `${CONTROLLER}.`);
  const shared = [...readRequests(sge, "").options].filter(([name]) => SHARED.includes(name) && !own.options.has(name));
  const resources = new Map([...own.resources].map(([name, value]) => [name, convert(name, value)]));
  const limit = secondsOf(resources.get("h_rt"));
  if (limit !== undefined && !resources.has("s_rt")) resources.set("s_rt", String(Math.max(1, limit - NOTICE_S)));
  const pe = own.options.get("pe");
  const words = wordsOf({ options: new Map([...shared, ...own.options]), resources });
  return ["-r y", ...words, ...(pe === undefined ? [] : [/\s/.test(pe) ? `-pe ${pe}` : `-pe ${pe} 1`])].flatMap(
    argumentsOf,
  );
}

/** The arguments that submit the controller as such: an array whose elements run one after another, whatever ends them. */
export function controllerArrayWords({ name, after, lives }: ControllerNames): string[] {
  return [
    ...COMMON,
    ...["-t", `1-${lives}`, "-tc", "1", "-N", name],
    ...(after.length === 0 ? [] : ["-hold_jid", after.join(",")]),
  ];
}
