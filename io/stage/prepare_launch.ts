/** Everything that has to be in place before a run starts. */
import { join, resolve } from "@std/path";
import { printYaml } from "../../lib/config/print_yaml.ts";
import { fillCommand } from "../../lib/launch/command.ts";
import { launchContext } from "../../lib/launch/launch_context.ts";
import { markOf } from "../../lib/launch/mark.ts";
import { launchScript } from "../../lib/launch/script.ts";
import { commandTemplate } from "../../lib/launch/templates.ts";
import { isReadable } from "../../lib/mi_prometheus/paths.ts";
import { configOf, testConfigOf } from "../../lib/plan/experiment.ts";
import type { Experiment, Plan } from "../../lib/plan/plan.ts";
import { runSpecsOf } from "../../lib/plan/run_specs.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { type Backend, cpusPerRun } from "../../lib/schedule/backend.ts";
import {
  CONFIGURATION,
  experimentDir,
  launchPaths,
  METRICS,
  stampOf,
  TEST_LOG,
  testDirName,
  TRAIN_LOG,
  trainLog,
} from "../../lib/store/layout.ts";
import { removeIfExists, statIfExists } from "../system/files.ts";

/** A launch that is ready to be handed to a supervisor. */
export interface Prepared {
  /** The experiment's directory, relative to the grid directory. */
  readonly dir: string;
  /** Relative to the experiment's directory. */
  readonly log: string;
  /** The name of the test's directory, when testing. */
  readonly testDir: string | undefined;
}

/** What is the same for all launches of a scheduler. */
export interface Launcher {
  /**
   * Makes the run's directory, its configuration and its script.
   *
   * @param launch the launch number
   * @param attempt from 1
   * @param devices UUIDs of the GPUs that it is given
   * @param test the name of the test, where there are several
   * @throws for what the file system refuses
   */
  prepare(
    experiment: Experiment,
    stage: Stage,
    launch: number,
    attempt: number,
    devices: readonly string[],
    test?: string,
  ): Prepared;
}

/**
 * @param root the grid directory, absolute
 * @param checkpointOf finds the model of an experiment, when testing
 */
export function createLauncher(
  root: string,
  plan: Plan,
  backend: Backend,
  checkpointOf: (experiment: Experiment) => string | undefined,
): Launcher {
  const variants = plan.groups.map((group) => runSpecsOf(group.settings, plan.tests));
  const gpu = backend.kind === "gpu";

  return {
    prepare(experiment, stage, launch, attempt, devices, name) {
      const { test, settings: own } = variants[experiment.group]!.find((variant) =>
        variant.stage === stage && variant.test?.name === name
      )!;
      const dir = experimentDir(experiment);
      const path = join(root, dir);
      makeDir(path);
      const testDir = stage === "test" ? makeTestDir(path, name) : undefined;
      const configPath = join(path, testDir ?? "", CONFIGURATION[stage]);
      const whole = configOf(plan, experiment);
      const config = test === undefined ? whole : testConfigOf(whole, test);
      Deno.writeTextFileSync(configPath, printYaml(config));
      if (stage === "train" && attempt > 1) keepMetrics(path, launch);
      const values = launchContext(plan, own, gpu, {
        stage,
        gridDir: root,
        dir: path,
        config: configPath,
        testDir: testDir === undefined ? "" : join(path, testDir),
        testName: name ?? "",
        checkpoint: stage === "test" ? checkpointOf(experiment) ?? "" : "",
        attempt,
        cpusPerRun: Math.max(1, Math.floor(cpusPerRun(own, backend))),
        devices,
      });
      const template = commandTemplate(own, stage, {
        gpu,
        tensorboard: plan.tensorboard !== undefined,
        // The one beside a model may lead to further files, relative to where it was trained.
        config: !isReadable(path) || experiment.model !== undefined,
        test: test !== undefined,
      })!;
      const { argv } = fillCommand(template, plan, experiment, config, own, values);
      const mark = markOf(path, stage, launch);
      const workdir = resolve(plan.cwd, own.workdir);
      const script = launchScript(argv, workdir, plan, experiment, config, own, values, mark);
      Deno.writeTextFileSync(launchPaths(path, stage, launch).script, script);
      if (testDir !== undefined) return { dir, log: `${testDir}/${TEST_LOG}`, testDir };
      link(trainLog(launch), join(path, TRAIN_LOG));
      return { dir, log: trainLog(launch), testDir };
    },
  };
}

// Two tests of one model may start within a second.
function makeTestDir(path: string, test: string | undefined): string {
  const stamp = stampOf(new Date());
  for (let n = 1;; n++) {
    const name = testDirName(n === 1 ? stamp : `${stamp}-${n}`, test);
    try {
      Deno.mkdirSync(join(path, name));
      return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

// Not with those above it: a grid directory that was taken away must not come back in pieces.
function makeDir(path: string): void {
  try {
    Deno.mkdirSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

function link(target: string, path: string): void {
  try {
    Deno.symlinkSync(target, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    removeIfExists(path);
    Deno.symlinkSync(target, path);
  }
}

// The results of a former attempt must not be taken for those of this one.
function keepMetrics(path: string, launch: number): void {
  const metrics = join(path, METRICS);
  if (statIfExists(metrics) !== undefined) Deno.renameSync(metrics, join(path, `metrics.${launch - 1}.json`));
}
