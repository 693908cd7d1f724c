/** Whether what runs need is there, before anything starts. */
import { join, resolve } from "@std/path";
import type { Device } from "../../lib/gpu/device.ts";
import type { Settings } from "../../lib/grid/settings.ts";
import { findsConfigurations } from "../../lib/launch/findable_configurations.ts";
import { commandTemplate } from "../../lib/launch/templates.ts";
import type { Problem } from "../../lib/messages/problem.ts";
import { groupsInUse, type Plan, settingsOf } from "../../lib/plan/plan.ts";
import { stageSpecs } from "../../lib/plan/run_specs.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { checkDevices } from "../../lib/schedule/backend.ts";
import { statIfExists } from "../system/files.ts";

// What a shell does itself: a command that begins so names no program.
const SHELL_WORDS = new Set(
  (". : [ { ( ! alias bg break case cd command continue do done elif else esac eval exec exit export false fc fg fi for function " +
    "getopts hash if in jobs kill let local printf pwd read readonly return select set shift source test then time times trap " +
    "true type ulimit umask unset until wait while echo")
    .split(" "),
);

/**
 * What is missing for the runs of a stage: programs that are not on PATH, working directories that do not exist, GPUs.
 *
 * @param source the grid, as messages show it
 * @param gridDir its directory, absolute
 * @param devices the GPUs that runs may be given, if they are to run on GPUs
 */
export function checkStage(
  plan: Plan,
  stage: Stage,
  source: string,
  gridDir: string,
  devices: readonly Device[] | undefined,
): Problem[] {
  const problems = new Map<string, Problem>();
  const groups = groupsInUse(plan);
  if (!findsConfigurations(plan, stage, gridDir)) {
    const message =
      `MI-Prometheus's programs would not find the configurations in ${gridDir}: they split paths at commas ` +
      `and drop spaces; --expdir says where else the grid directory can be`;
    problems.set(message, { severity: "error", source, message });
  }
  for (const { settings } of groups.flatMap((group) => stageSpecs(plan, group, stage))) {
    const workdir = resolve(plan.cwd, settings.workdir);
    const complain = (message: string) => problems.set(message, { severity: "error", source, message });
    if (statIfExists(workdir)?.isDirectory !== true) {
      complain(`the runs' working directory does not exist: ${workdir}`);
      continue;
    }
    const [shell] = settings.shell;
    const program = programOf(settings, stage);
    const names = [...(usesShell(settings, stage) ? [shell!] : []), ...(program === undefined ? [] : [program])];
    for (const name of names) {
      if (isProgram(name, workdir)) continue;
      const where = name.includes("/") ? `in ${workdir}` : "on PATH";
      complain(`cannot ${stage}: there is no program "${name}" ${where}`);
    }
  }
  if (devices !== undefined) {
    const found = checkDevices(devices, groups.map(settingsOf));
    if (!isProgram("flock", plan.cwd)) found.push("GPUs are leased through flock, of util-linux, which is not on PATH");
    for (const message of found) problems.set(message, { severity: "error", source, message });
  }
  return [...problems.values()];
}

function usesShell(settings: Settings, stage: Stage): boolean {
  const template = commandTemplate(settings, stage, { gpu: false, tensorboard: false });
  return template !== undefined && (template.form === "shell" || settings.setup !== undefined);
}

// The program that a command starts with; `undefined` where that cannot be told: a shell line, a setup that changes PATH.
function programOf(settings: Settings, stage: Stage): string | undefined {
  const template = commandTemplate(settings, stage, { gpu: false, tensorboard: false });
  if (template === undefined || settings.setup !== undefined || settings.env.has("PATH")) return undefined;
  const part = template.words[0]![0];
  if (part === undefined) return undefined;
  if (typeof part !== "string") {
    if (part.placeholder === "trainer") return settings.trainer;
    return part.placeholder === "tester" ? settings.tester : undefined;
  }
  if (template.form === "argv") return template.words[0]!.length === 1 ? part : undefined;
  const word = /^\s*([A-Za-z0-9_./+-]+)(?=\s|$)/.exec(part)?.[1];
  return word === undefined || SHELL_WORDS.has(word) ? undefined : word;
}

function isProgram(name: string, workdir: string): boolean {
  const places = name.includes("/")
    ? [resolve(workdir, name)]
    : (Deno.env.get("PATH") ?? "").split(":").map((dir) => join(resolve(workdir, dir || "."), name));
  return places.some((place) => {
    try {
      const info = Deno.statSync(place);
      return info.isFile && ((info.mode ?? 0o111) & 0o111) !== 0;
    } catch {
      // Shells pass over directories that they cannot read, too.
      return false;
    }
  });
}
