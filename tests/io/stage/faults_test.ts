import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { holdGrid } from "../../../io/grid/session.ts";
import { runStage } from "../../../io/stage/run_stage.ts";
import type { StageRequest } from "../../../io/stage/stage_request.ts";
import type { StageResult } from "../../../io/stage/stage_result.ts";
import { Project } from "../../project.ts";

const RUNS = 3;
const REQUEST: StageRequest = {
  stage: "train",
  only: [],
  retryFailed: false,
  again: false,
  repeat: 1,
  maxConcurrentRuns: 1,
  assumeDead: [],
  grace: 1,
  gpus: undefined,
};

/** The calls that write or start something, each of which can fail. */
const CALLS = [
  [Deno, "mkdirSync"],
  [Deno, "writeTextFileSync"],
  [Deno, "symlinkSync"],
  [Deno.FsFile.prototype, "writeSync"],
  [Deno.FsFile.prototype, "syncData"],
  [Deno.Command.prototype, "spawn"],
] as const;

const ERRORS: readonly (readonly [string, string])[] = [
  ["ENOSPC", "No space left on device (os error 28)"],
  ["EACCES", "Permission denied (os error 13)"],
  ["EMFILE", "Too many open files (os error 24)"],
  ["EIO", "Input/output error (os error 5)"],
];

/** Makes the nth call fail during `run`, and all later ones if `lasting`. Returns whether there were that many calls. */
async function withFault(nth: number, lasting: boolean, run: () => Promise<unknown>): Promise<boolean> {
  let calls = 0;
  const originals = CALLS.map(([owner, name]) => (owner as unknown as Record<string, unknown>)[name]);
  CALLS.forEach(([owner, name], i) => {
    (owner as unknown as Record<string, unknown>)[name] = function (this: unknown, ...args: unknown[]) {
      // Writes to the terminal must not fail.
      if (this !== Deno.stderr && (++calls === nth || (lasting && calls > nth))) {
        const [code, message] = ERRORS[nth % ERRORS.length]!;
        throw Object.assign(new Error(message), { code });
      }
      return (originals[i] as (...args: unknown[]) => unknown).apply(this, args);
    };
  });
  try {
    await run();
  } finally {
    CALLS.forEach(([owner, name], i) => (owner as unknown as Record<string, unknown>)[name] = originals[i]);
  }
  return calls >= nth;
}

async function train(root: string): Promise<StageResult> {
  await using session = await holdGrid(root);
  return await runStage(session, REQUEST);
}

for (const lasting of [false, true]) {
  Deno.test(`when a write fails ${lasting ? "from then on" : "once"}, the scheduler ends in order, and a resume runs what is missing once`, async () => {
    let reached = true;
    for (let nth = 1; reached; nth++) {
      using project = new Project();
      project.write(
        "g.yaml",
        `grid_axes: {x: {range: [1, ${RUNS}, 1]}}\ngrid_settings: {command: 'echo {x} >> {grid_dir}/runs.txt'}\n`,
      );
      const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
      const root = join(project.dir, grid);
      reached = await withFault(nth, lasting, () =>
        train(root).then(({ stop, unsuccessful }) => {
          // A permission error in an experiment's directory only fails that experiment.
          const allowed = stop === "error" || unsuccessful === 0 || ERRORS[nth % ERRORS.length]![0] === "EACCES";
          assert(allowed, `call ${nth}: ${stop}, ${unsuccessful} unsuccessful`);
        }, (error: Error) => {
          // Before the first start, the error itself may be thrown.
          assert(ERRORS.some(([, message]) => error.message === message), `call ${nth}: ${error.stack}`);
        }));
      const { code, stderr } = await project.run("train", [grid, "--retry-failed"]);
      assertEquals(code, 0, `call ${nth}: ${stderr}`);
      assertEquals(project.read(`${grid}/runs.txt`).trim().split("\n").sort(), ["1", "2", "3"], `call ${nth}`);
      assert(nth < 200, "it finishes");
    }
  });
}
