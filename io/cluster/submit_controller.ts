/** Submits the controller of a grid: the job that follows it once nobody is logged in any more. */
import { join } from "@std/path";
import type { BatchSystem, SubmitAnswer } from "../../lib/cluster/batch_system.ts";
import type { Dialect } from "../../lib/cluster/dialect.ts";
import { jobsNamed } from "../../lib/cluster/job_queue.ts";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { shellQuote } from "../../lib/messages/text.ts";
import { groupsInUse, type Plan, trainingSpec } from "../../lib/plan/plan.ts";
import type { Submissions } from "../../lib/run/journal_record.ts";
import { submissionPaths, SYSTEM_SCRIPT } from "../../lib/store/layout.ts";
import { openController } from "../grid/launches/submissions.ts";
import { scriptPath } from "../system/processes/program.ts";
import { copyScript, newSubmission, recordedSystem, type SubmitContext } from "./submit_array.ts";

/** What the controller runs. */
export interface ControllerCommand {
  /** Its working directory, absolute. */
  readonly workdir: string;
  /** The words of the command; the first one is a program, by its absolute path. */
  readonly words: readonly string[];
  /** Variables of its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** What a user does if the nodes cannot run it, in words. */
  readonly advice: string;
}

/** What came of it. */
export type ControllerAnswer = SubmitAnswer | {
  /** The grid has one that waits or runs. */
  readonly kind: "followed";
  readonly job: number;
};

/**
 * Submits the controller of a grid, unless one of it is in the queue.
 *
 * @param after the ids of jobs whose end it waits for; none to start at once
 * @throws errors of the file system; nothing was submitted then
 */
export async function submitController(
  context: Omit<SubmitContext, "elements"> & { readonly plan: Plan },
  command: ControllerCommand,
  after: readonly number[],
): Promise<ControllerAnswer> {
  const { root, system, journal, plan } = context;
  const { dialect } = system;
  const living = await findController(root, system, journal.submissions);
  if (living !== undefined) return { kind: "followed", job: living };
  const { number, name } = newSubmission(context, jobNameOf(plan, dialect));
  const paths = submissionPaths(root, number);
  for (const dir of [paths.dir, paths.output]) Deno.mkdirSync(dir, { recursive: true });
  const script = join(paths.dir, SCRIPT);
  copyScript(`./${SCRIPT}`, script);
  copyScript(`../${dialect.script}`, join(paths.dir, SYSTEM_SCRIPT));
  Deno.writeTextFileSync(join(paths.dir, "command"), printCommand(command));
  journal.record({
    ...{ type: "submit", time: Date.now(), stage: "train", submission: number, name },
    ...{ elements: LIVES, controller: true, ...recordedSystem(system) },
  });
  await journal.flush();
  const answer = await system.submit([
    ...dialect.controllerWords(settingsOf(plan)),
    ...dialect.controllerArrayWords({ name, outputDir: paths.output, root, after, lives: LIVES }),
    ...[script, root, String(number)],
  ]);
  if (answer.kind === "submitted") {
    journal.record({ type: "submitted", time: Date.now(), submission: number, job: answer.job });
    await journal.flush();
  } else if (answer.kind !== "silent") Deno.removeSync(paths.dir, { recursive: true });
  return answer;
}

/**
 * Asks a batch system whether it would take the controller of a grid. Nothing is queued.
 *
 * @param root the grid directory, absolute; it may not exist yet
 * @throws {InputError} if it would be refused
 * @throws {Deno.errors.TimedOut} if it does not answer
 */
export async function tryController(
  { dialect, trySubmission }: BatchSystem,
  plan: Plan,
  root: string,
  locateSetting?: SettingLocator,
): Promise<void> {
  const script = scriptPath(`./${SCRIPT}`, import.meta.url);
  const names = { name: "grid-workers", outputDir: ".", root, after: [], lives: LIVES };
  const answer = await trySubmission([
    ...dialect.controllerWords(settingsOf(plan)),
    ...dialect.controllerArrayWords(names),
    ...[script, root, "0"],
  ]);
  if (answer.kind === "silent") {
    throw new Deno.errors.TimedOut(`${dialect.title} does not answer, nothing was submitted: ${answer.message}`);
  }
  if (answer.kind !== "refused") return;
  const [group] = groupsInUse(plan);
  const place = group && locateSetting?.(group, `${dialect.name}.controller`) || { source: "--detach" };
  throw new InputError([{
    severity: "error",
    ...place,
    message: `"${dialect.name}": ${dialect.program} refuses the controller (${
      dialect.controllerWords(settingsOf(plan)).join(" ")
    }): ${answer.message}`,
  }]);
}

/**
 * The command that would submit the controller, as a user would type it.
 *
 * @param gridDir the grid directory, as shown to the user
 * @param number of its submission
 */
export function describeController(dialect: Dialect, plan: Plan, gridDir: string, number: number): string {
  const { dir, output } = submissionPaths(gridDir, number);
  const names = { name: `gw-ID-${number}`, outputDir: output, root: gridDir, after: [], lives: LIVES };
  const words = [...dialect.controllerWords(settingsOf(plan)), ...dialect.controllerArrayWords(names)];
  return [dialect.program, ...words, join(dir, SCRIPT), gridDir, String(number)].map(shellQuote).join(" ");
}

const SCRIPT = "controller.sh";
// How often it is started again after it was killed.
const LIVES = 5;

async function findController(
  root: string,
  { askQueue }: BatchSystem,
  submissions: Submissions,
): Promise<number | undefined> {
  const open = openController(root, submissions);
  if (open === undefined) return undefined;
  const answer = await askQueue();
  return answer.kind === "answered" ? jobsNamed(answer.queue, open.name)[0] : undefined;
}

// What concerns the whole grid is the same in all of its tasks.
function settingsOf(plan: Plan) {
  return trainingSpec(groupsInUse(plan)[0]!).settings;
}

function jobNameOf(plan: Plan, { options }: Dialect): string | undefined {
  const given = options(settingsOf(plan));
  return "jobName" in given ? given.jobName : undefined;
}

function printCommand({ workdir, words, variables, advice }: ControllerCommand): string {
  return [
    `gw_workdir=${shellQuote(workdir)}`,
    `gw_deno=${shellQuote(words[0]!)}`,
    `gw_advice=${shellQuote(advice)}`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${shellQuote(value)}`),
    `set -- ${words.map(shellQuote).join(" ")}`,
    "",
  ].join("\n");
}
