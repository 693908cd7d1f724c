/** `grid:test`: test the trained models of grids. */
import { printMessage } from "../io/system/terminal/terminal.ts";
import { shownPath } from "../lib/messages/printable.ts";
import { InputError, type Problem } from "../lib/messages/problem.ts";
import { isFinal } from "../lib/schedule/exit_code.ts";
import {
  checkExpdir,
  createCommand,
  expdirOption,
  GRID_DIR,
  runTask,
  UsageError,
  wholeNumber,
  WORKDIR,
} from "./flags/command_line.ts";
import { guard } from "./flags/exit_codes.ts";
import { withLogOptions } from "./flags/grid_flags.ts";
import { chooseDevices, type StageFlags, stageRequest, withStageOptions } from "./flags/stage_flags.ts";
import { findTestGrids, type TestGrid } from "./reading/find_test_grids.ts";
import { confirmStart, createDescription, type DescribedCommand } from "./scheduling/agree.ts";
import { checkRecords, writeRecords } from "./scheduling/ci_records.ts";
import { runGrid } from "./scheduling/run_grid.ts";
import { schedule } from "./scheduling/schedule.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withStageOptions(createCommand("test", "Test trained models that have no succeeded test yet."))
    .argument("[dir]", `${GRID_DIR}, or directory: all grids and models in it (default: the newest grid)`)
    .addOption(
      expdirOption("test all grids and models in this directory; with a grid file: the newest of its grids there"),
    )
    .addOption(WORKDIR)
    .option("--repeat <n>", "number of test runs per model", wholeNumber(1), 1)
    .option("--prefix <command>", "program and options that start each test: 'nice -n 10' (default: that of the grid)")
    .option(
      "--strict",
      "for CI: stop with exit code 1 after the first test that succeeds if it has no results, or not the metric of the grid",
    )
    .option("--again", "also test models that already have a succeeded test; their results are kept");
  const flags = withLogOptions(command, "that of the grid", "that of the grid").parse(args);
  await checkExpdir(command, command.args);
  const named = command.isTyped("expdir") ? flags.expdir : undefined;
  const grids = await findTestGrids(command.args[0] ?? named, flags);
  if (grids.length === 1) return await testGrid(grids[0]!, flags);
  return await testGrids(await chooseGrids(grids, flags), flags);
}

function testGrid(grid: TestGrid, flags: StageFlags): Promise<number> {
  return runGrid(flags, {
    task: "test",
    async find(_, confirm) {
      confirm?.(await grid.read(), `in ${shownPath(grid.root, Deno.cwd())}`);
      grid.create();
      return { root: grid.root };
    },
    run: (held) => schedule("test", held, flags),
  });
}

// Tests one grid after the other, each under its own lock. Signals and system errors end the command.
async function testGrids(grids: readonly TestGrid[], flags: StageFlags): Promise<number> {
  const pathOf = ({ root }: TestGrid) => shownPath(root, Deno.cwd());
  if (flags.detach) {
    throw new UsageError(`error: --detach takes one grid, got ${grids.length}: ${grids.map(pathOf).join(", ")}`);
  }
  await checkRecords(flags);
  const devices = await chooseDevices(flags.on);
  const lines = await describeGrids(grids, { task: "test", flags, devices });
  if (flags.agree) {
    lines.forEach(printMessage);
    confirmStart();
  }
  const { agree: _agree, junit: _junit, ...flagsOfEach } = flags;
  const codes = new Map<TestGrid, number>();
  for (const grid of grids) {
    const code = await guard(() => testGrid(grid, flagsOfEach));
    codes.set(grid, code);
    if (code > 3 && isFinal(code)) break;
  }
  const tested = [...codes].filter(([, code]) => code !== 2 && code !== 3).map(([{ root }]) => root);
  const recorded = await guard(() => writeRecords(tested, ["test"], flags));
  const incomplete = grids.filter((grid) => codes.get(grid) !== 0).map(pathOf);
  if (incomplete.length > 0) {
    printMessage(`not tested completely: ${incomplete.join(", ")} (${incomplete.length} of ${grids.length} grids)`);
  }
  return [...codes.values()].find((code) => code > 3 && isFinal(code)) ?? Math.max(recorded, ...codes.values());
}

// Returns what would be started. Throws an error with the problems of all grids, before the first is tested.
async function describeGrids(
  grids: readonly TestGrid[],
  command: DescribedCommand,
): Promise<string[]> {
  const describe = await createDescription(command);
  const lines: string[] = [];
  const problems: Problem[] = [];
  for (const grid of grids) {
    const where = `in ${shownPath(grid.root, Deno.cwd())}`;
    // A grid that another scheduler uses does not keep the others from being tested.
    problems.push(...await problemsOf(async () => void lines.push(...describe(await grid.read(), where))));
  }
  if (problems.length > 0) throw new InputError(problems);
  return lines;
}

// With --only, the grids in which it matches experiments.
async function chooseGrids(grids: readonly TestGrid[], flags: StageFlags): Promise<readonly TestGrid[]> {
  if (flags.only.length === 0) return grids;
  const { selectRequested } = await import("../io/stage/plan_stage.ts");
  const request = stageRequest("test", flags, undefined);
  const refused: (readonly Problem[])[] = [];
  for (const grid of grids) {
    refused.push(await problemsOf(async () => void selectRequested(await grid.read(), request)));
  }
  const matching = grids.filter((_, index) => refused[index]!.length === 0);
  if (matching.length === 0) throw new InputError(refused[0]!);
  return matching;
}

async function problemsOf(check: () => Promise<void>): Promise<readonly Problem[]> {
  try {
    await check();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    // Reported when it is this grid's turn.
    if ((error as Error).name !== "LockedError") throw error;
  }
  return [];
}

if (import.meta.main) await runTask(main);
