/** Submits the controller of a grid: the job that follows it once nobody is logged in any more. */
import { join } from "@std/path";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { shellQuote } from "../../lib/messages/text.ts";
import { groupsInUse, type Plan, trainingSpec } from "../../lib/plan/plan.ts";
import type { Submissions } from "../../lib/run/journal_record.ts";
import { jobsNamed } from "../../lib/slurm/job_queue.ts";
import { controllerArrayWords } from "../../lib/slurm/plan_arrays.ts";
import { controllerWords } from "../../lib/slurm/sbatch_options.ts";
import { submissionPaths } from "../../lib/store/layout.ts";
import { openController } from "../grid/launches/submissions.ts";
import { scriptPath } from "../system/processes/program.ts";
import { submit, type SubmitAnswer, trySubmission } from "./commands/sbatch.ts";
import { askQueue } from "./commands/squeue.ts";
import { newSubmission, type SubmitContext } from "./submit_array.ts";

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
  const { root, journal, plan } = context;
  const living = await findController(root, journal.submissions);
  if (living !== undefined) return { kind: "followed", job: living };
  const { number, name } = newSubmission(context, jobNameOf(plan));
  const paths = submissionPaths(root, number);
  for (const dir of [paths.dir, paths.output]) Deno.mkdirSync(dir, { recursive: true });
  const script = join(paths.dir, SCRIPT);
  Deno.writeTextFileSync(script, Deno.readTextFileSync(scriptPath(`./${SCRIPT}`, import.meta.url)));
  Deno.writeTextFileSync(join(paths.dir, "command"), printCommand(command));
  journal.record({
    ...{ type: "submit", time: Date.now(), stage: "train", submission: number, name },
    ...{ elements: LIVES, controller: true },
  });
  await journal.flush();
  const answer = await submit([
    ...controllerWords(settingsOf(plan)),
    ...controllerArrayWords({ name, outputDir: paths.output, root, after, lives: LIVES }),
    ...[script, root, String(number)],
  ]);
  if (answer.kind === "submitted") {
    journal.record({ type: "submitted", time: Date.now(), submission: number, job: answer.job });
    await journal.flush();
  } else if (answer.kind !== "silent") Deno.removeSync(paths.dir, { recursive: true });
  return answer;
}

/**
 * Asks Slurm whether it would take the controller of a grid. Nothing is queued.
 *
 * @param root the grid directory, absolute; it may not exist yet
 * @throws {InputError} if it would be refused
 * @throws {Deno.errors.TimedOut} if Slurm does not answer
 */
export async function tryController(plan: Plan, root: string, locateSetting?: SettingLocator): Promise<void> {
  const script = scriptPath(`./${SCRIPT}`, import.meta.url);
  const names = { name: "grid-workers", outputDir: ".", root, after: [], lives: LIVES };
  const answer = await trySubmission([
    ...controllerWords(settingsOf(plan)),
    ...controllerArrayWords(names),
    ...[script, root, "0"],
  ]);
  if (answer.kind === "silent") {
    throw new Deno.errors.TimedOut(`Slurm does not answer, nothing was submitted: ${answer.message}`);
  }
  if (answer.kind !== "refused") return;
  const [group] = groupsInUse(plan);
  const place = group && locateSetting?.(group, "slurm.controller") || { source: "--detach" };
  throw new InputError([{
    severity: "error",
    ...place,
    message: `"slurm": sbatch refuses the controller (${
      controllerWords(settingsOf(plan)).join(" ")
    }): ${answer.message}`,
  }]);
}

/**
 * The command that would submit the controller, as a user would type it.
 *
 * @param gridDir the grid directory, as shown to the user
 * @param number of its submission
 */
export function describeController(plan: Plan, gridDir: string, number: number): string {
  const { dir, output } = submissionPaths(gridDir, number);
  const names = { name: `gw-ID-${number}`, outputDir: output, root: gridDir, after: [], lives: LIVES };
  const words = [...controllerWords(settingsOf(plan)), ...controllerArrayWords(names)];
  return ["sbatch", ...words, join(dir, SCRIPT), gridDir, String(number)].map(shellQuote).join(" ");
}

const SCRIPT = "controller.sh";
// How often it is started again after it was killed.
const LIVES = 5;

async function findController(root: string, submissions: Submissions): Promise<number | undefined> {
  const open = openController(root, submissions);
  if (open === undefined) return undefined;
  const answer = await askQueue();
  return answer.kind === "answered" ? jobsNamed(answer.queue, open.name)[0] : undefined;
}

// What concerns the whole grid is the same in all of its tasks.
function settingsOf(plan: Plan) {
  return trainingSpec(groupsInUse(plan)[0]!).settings;
}

function jobNameOf(plan: Plan): string | undefined {
  const name = [...settingsOf(plan).slurm].find(([key]) => key.replaceAll("_", "-") === "job-name")?.[1];
  return typeof name === "string" && name !== "" ? name : undefined;
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
