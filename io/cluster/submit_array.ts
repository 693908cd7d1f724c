/** Submits a job array: writes its directory, and calls the batch system. */
import { join } from "@std/path";
import type { BatchSystem, SubmitAnswer } from "../../lib/cluster/batch_system.ts";
import type { JobArray } from "../../lib/cluster/plan_arrays.ts";
import type { SystemName } from "../../lib/run/journal_record.ts";
import { ELEMENT_SCRIPTS, submissionPaths, SUBMISSIONS, SYSTEM_SCRIPT } from "../../lib/store/layout.ts";
import { type ElementOptions, printElementOptions, printList } from "../../lib/store/submission_format.ts";
import type { Launch } from "../executor/executor.ts";
import { listSubmissions, readStop, writeStop } from "../grid/launches/submissions.ts";
import type { HeldSession } from "../grid/session.ts";
import { scriptPath } from "../system/processes/program.ts";

/** What all submissions of a scheduler, of one call of a command, have in common. */
export interface SubmitContext {
  /** The grid directory, absolute. */
  readonly root: string;
  /** The key of the grid directory. */
  readonly gridKey: string;
  /** Where they are submitted to. */
  readonly system: BatchSystem;
  readonly journal: Pick<HeldSession, "record" | "flush" | "submissions">;
  /** For the elements. Times are whole seconds. */
  readonly elements: Pick<ElementOptions, "grace" | "look" | "failures" | "unlessSuccess" | "judged" | "cluster">;
}

/** Where the scripts of elements are, relative to this module. */
const SCRIPTS: Readonly<Record<typeof ELEMENT_SCRIPTS[number], string>> = {
  "element.sh": "./element.sh",
  "slot.sh": "./slot.sh",
  "supervise.sh": "../executor/supervise.sh",
};

/** The arguments that submit an array with the numbered directory, with the batch script and its arguments. */
function submitWords(
  { root, system }: SubmitContext,
  array: JobArray<unknown>,
  { number, name, after }: { readonly number: number; readonly name: string; readonly after: number | undefined },
): string[] {
  const { dir, output } = submissionPaths(root, number);
  return [
    ...system.dialect.arrayWords(array, { name, outputDir: output, root, after }),
    join(dir, "element.sh"),
    root,
    String(number),
  ];
}

/**
 * Submits a job array. Its name is in the journal, and on disk, before it is submitted: if this process is killed, the next
 * scheduler finds the job by it.
 *
 * @param array its launches have {@link Launch.cluster}
 * @param after the id of the job whose end it waits for
 * @param exclude nodes that it must not use
 * @param first the number of the first submission of this scheduler; `undefined` if it is this one
 * @returns the number of the submission, and the answer
 * @throws errors of the file system; nothing was submitted then
 */
export async function submitArray(
  context: SubmitContext,
  array: JobArray<{ readonly launch: Launch }>,
  { after, exclude, first }: {
    readonly after: number | undefined;
    readonly exclude: readonly string[];
    readonly first: number | undefined;
  },
): Promise<{ readonly number: number; readonly answer: SubmitAnswer }> {
  const { root, system, journal } = context;
  const { number, name } = newSubmission(context, array.options.jobName);
  writeSubmission(context, array, { number, first });
  // Elements of earlier ones stop all that they see.
  if (first !== undefined && readStop(root, first)?.reason === "max_failures") writeStop(root, number, "max_failures");
  const { stage } = array.launches[0]!.launch;
  journal.record({
    ...{ type: "submit", time: Date.now(), stage, submission: number, name, elements: array.elements },
    ...recordedSystem(system),
  });
  await journal.flush();
  const options = system.dialect.withoutNodes(array.options, exclude);
  const answer = await system.submit(submitWords(context, { ...array, options }, { number, name, after }));
  if (answer.kind === "submitted") {
    journal.record({ type: "submitted", time: Date.now(), submission: number, job: answer.job });
  } else if (answer.kind !== "silent") Deno.removeSync(submissionPaths(root, number).dir, { recursive: true });
  return { number, answer };
}

/** How the batch system of a submission is recorded. */
export function recordedSystem({ dialect: { name } }: BatchSystem): { readonly system?: SystemName } {
  return name === "slurm" ? {} : { system: name };
}

/**
 * The number of the next submission, and the name of its job. The number is above those that are only in the journal, or only on disk.
 *
 * @param prefix what the name begins with, if the grid file says so
 */
export function newSubmission(
  { root, journal }: Pick<SubmitContext, "root" | "journal">,
  prefix: string | undefined,
): { readonly number: number; readonly name: string } {
  const number = Math.max(0, ...journal.submissions.keys(), ...listSubmissions(root)) + 1;
  const name = `${prefix === undefined ? "" : `${prefix}-`}gw-${crypto.randomUUID().slice(0, 13)}-${number}`;
  return { number, name };
}

function writeSubmission(
  { root, system, gridKey, elements }: SubmitContext,
  { options, launches, elements: count }: JobArray<{ readonly launch: Launch }>,
  { number, first = number }: { readonly number: number; readonly first: number | undefined },
): void {
  const paths = submissionPaths(root, number);
  Deno.mkdirSync(join(root, SUBMISSIONS), { recursive: true });
  for (const dir of [paths.dir, paths.marks, paths.output]) Deno.mkdirSync(dir);
  for (const name of ELEMENT_SCRIPTS) copyScript(SCRIPTS[name], join(paths.dir, name));
  copyScript(`../${system.dialect.script}`, join(paths.dir, SYSTEM_SCRIPT));
  Deno.writeTextFileSync(
    paths.options,
    printElementOptions({
      ...elements,
      slots: options.slots,
      most: options.runsPerJob,
      lines: launches.length,
      elements: count,
      first,
      gpusPerRun: options.gpusPerRun,
      runsPerGpu: options.runsPerGpu,
      inode: Deno.statSync(root).ino,
      gridKey,
      seconds: options.seconds,
    }),
  );
  Deno.writeTextFileSync(paths.list, printList(launches.map(({ launch }) => ({ ...launch, ...launch.cluster! }))));
}

/** Copies a script, so that an upgrade of this program does not change it under jobs. @param name relative to this module */
export function copyScript(name: string, to: string): void {
  Deno.writeTextFileSync(to, Deno.readTextFileSync(scriptPath(name, import.meta.url)));
}
