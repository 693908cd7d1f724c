/** A grid directory with a job array whose elements are started as Slurm would, but without Slurm. */
import { join } from "@std/path";
import { ELEMENT_SCRIPTS, submissionPaths, SYSTEM_SCRIPT } from "../../../lib/store/layout.ts";
import {
  type ElementOptions,
  type LaunchMark,
  parseElementMark,
  parseLaunchMark,
  printElementOptions,
  printList,
} from "../../../lib/store/submission_format.ts";
import { killProcessesOf } from "../../project.ts";

/** A launch of the array. */
export interface GroundLaunch {
  /** A shell command; `$gw_attempt` and `$GRID_ATTEMPT` are the attempt. */
  readonly run: string;
  readonly retries?: number;
  readonly timeout?: number;
  /** The highest launch number for it. */
  readonly last?: number;
}

/** How an element ended. */
export interface ElementEnd {
  readonly code: number;
  readonly stderr: string;
}

/** A job array. */
export class ElementGround implements Disposable {
  readonly key = `${crypto.randomUUID()}.1`;
  readonly root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "element' %j " }));
  readonly #paths = submissionPaths(this.root, 1);

  constructor(launches: readonly GroundLaunch[], options: Partial<ElementOptions> = {}) {
    for (const dir of [join(this.root, "slurm"), this.#paths.dir, this.#paths.marks]) Deno.mkdirSync(dir);
    for (const name of ELEMENT_SCRIPTS) {
      const folder = name === "supervise.sh" ? "executor" : "cluster";
      Deno.copyFileSync(
        new URL(`../../../io/${folder}/${name}`, import.meta.url),
        join(this.#paths.dir, name),
      );
    }
    Deno.copyFileSync(new URL("../../../io/slurm/slurm.sh", import.meta.url), join(this.#paths.dir, SYSTEM_SCRIPT));
    launches.forEach(({ run }, line) => {
      Deno.mkdirSync(join(this.root, `d${line}`));
      const mark = `export GRID_WORKERS_RUN=${this.key}/d${line}:train.$gw_launch`;
      const code = `${mark} GRID_ATTEMPT=$gw_attempt\nexec \${gw_session:+"$gw_session"} sh -c '${
        run.replaceAll("'", "'\\''")
      }'\n`;
      this.write(`d${line}/train.1.sh`, `gw_launch=1 gw_attempt=1\n${code}`);
    });
    const list = launches.map(({ retries = 0, timeout, last }, line) => ({
      stage: "train" as const,
      number: 1,
      dir: `d${line}`,
      log: "train.1.log",
      retries,
      timeout,
      ...(last !== undefined && { last }),
    }));
    Deno.writeTextFileSync(this.#paths.list, printList(list));
    Deno.writeTextFileSync(
      this.#paths.options,
      printElementOptions({
        slots: 1,
        most: 1,
        lines: launches.length,
        elements: launches.length,
        grace: 1,
        look: 1,
        gpusPerRun: 0,
        runsPerGpu: 1,
        first: 1,
        failures: 0,
        unlessSuccess: false,
        judged: false,
        inode: 1,
        gridKey: this.key,
        ...options,
      }),
    );
  }

  /** Starts an element. @param more further variables of its environment */
  spawn(task: number, more: Readonly<Record<string, string>> = {}): Deno.ChildProcess {
    return new Deno.Command("setsid", {
      args: ["sh", join(this.#paths.dir, "element.sh"), this.root, "1"],
      env: {
        SLURM_CLUSTER_NAME: "lab",
        SLURM_JOB_ID: String(100 + task),
        SLURM_ARRAY_TASK_ID: String(task),
        SLURMD_NODENAME: "n0.example",
        ...more,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** Runs an element to its end. */
  async run(task: number, more: Readonly<Record<string, string>> = {}): Promise<ElementEnd> {
    const { code, stderr } = await this.spawn(task, more).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  }

  /** The marks, without their times, in order of launches. */
  marks(): Record<string, unknown>[] {
    const marks = Array.from(Deno.readDirSync(this.#paths.marks), ({ name }) => parseLaunchMark(name) ?? []).flat();
    const order = (mark: LaunchMark) => [mark.line, mark.launch, mark.kind === "start" ? 0 : 1].join();
    return marks.sort((a, b) => order(a).localeCompare(order(b))).map(({ time: _, ...rest }) => rest);
  }

  /** The marks of elements, without their times: `came 3.0`, for example. */
  elementMarks(): string[] {
    const marks = Array.from(Deno.readDirSync(this.#paths.marks), ({ name }) => parseElementMark(name) ?? []).flat();
    return marks.map(({ kind, task, restart }) => `${kind} ${task}.${restart}`).sort();
  }

  /** The exit records of a line, by launch, without their marks. */
  exits(line: number): string[] {
    const exits: string[] = [];
    for (let launch = 1; this.exists(`d${line}/train.${launch}.exit`); launch++) {
      exits.push(this.read(`d${line}/train.${launch}.exit`).replace(/ ?\S+:train\.\d+\n$/, ""));
    }
    return exits;
  }

  read(path: string): string {
    return Deno.readTextFileSync(join(this.root, path));
  }

  write(path: string, text: string): void {
    Deno.writeTextFileSync(join(this.root, path), text);
  }

  exists(path: string): boolean {
    try {
      return Deno.lstatSync(join(this.root, path)) !== undefined;
    } catch {
      return false;
    }
  }

  [Symbol.dispose](): void {
    killProcessesOf(this.root);
    Deno.removeSync(this.root, { recursive: true });
  }
}
