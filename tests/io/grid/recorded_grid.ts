/** A grid directory as left by an earlier scheduler: a plan, a journal, and the records of launches. */
import { join } from "@std/path";
import { readJournal } from "../../../io/grid/grid_dir.ts";
import { type HostIdentity, readHostIdentity } from "../../../io/system/place.ts";
import { startTimeOf } from "../../../io/system/processes/processes.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { JournalRecord } from "../../../lib/run/journal_record.ts";
import { type RunTable, stateName } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { encodeRecord, JOURNAL_VERSION } from "../../../lib/store/journal_format.ts";
import { experimentDir, gridPaths } from "../../../lib/store/layout.ts";
import { encodePlan } from "../../../lib/store/plan_format.ts";

/** A pid that no process has. */
const NO_PID = 2 ** 30;

/** A temporary grid directory. */
export class RecordedGrid implements Disposable {
  readonly root: string = Deno.realPathSync(Deno.makeTempDirSync());
  readonly place: HostIdentity = readHostIdentity();

  constructor(readonly plan: Plan) {
    Deno.writeTextFileSync(gridPaths(this.root).plan, `${[...encodePlan(plan)].join("\n")}\n`);
    this.append({ type: "journal", version: JOURNAL_VERSION });
  }

  /** The directory of an experiment, absolute. */
  dir(experiment: number): string {
    return join(this.root, experimentDir(this.plan.experiments[experiment]!));
  }

  /** Adds a record to the journal, which no process may have open. */
  append(record: JournalRecord): void {
    Deno.writeTextFileSync(gridPaths(this.root).journal, `${encodeRecord(record)}\n`, { append: true });
  }

  /** Makes the directory of an experiment, and adds a start to the journal. */
  start(experiment: number, own: Partial<Extract<JournalRecord, { type: "start" }>> = {}): void {
    Deno.mkdirSync(this.dir(experiment), { recursive: true });
    const { id } = this.plan.experiments[experiment]!;
    this.append({ ...{ type: "start", time: 1, id, stage: "train", launch: 1, attempt: 1 }, ...own });
  }

  /** Adds to the journal that an experiment was told to end. */
  terminate(experiment: number, why: "stop" | "timeout"): void {
    const { id } = this.plan.experiments[experiment]!;
    this.append({ type: "terminate", time: 2, id, stage: "train", launch: 1, why });
  }

  /** Adds an end to the journal. */
  end(experiment: number, own: Partial<Extract<JournalRecord, { type: "end" }>> = {}): void {
    const { id } = this.plan.experiments[experiment]!;
    const end = { time: 3, id, stage: "train", launch: 1, state: "succeeded", exit: 0, signal: null } as const;
    this.append({ ...end, ...own, type: "end" });
  }

  /** Writes a record next to a run, and creates its directory. */
  write(experiment: number, name: string, text: string): void {
    Deno.mkdirSync(this.dir(experiment), { recursive: true });
    Deno.writeTextFileSync(join(this.dir(experiment), name), text);
  }

  /** Claims a launch for a process; by default this one, which is running. */
  claim(experiment: number, own: Partial<HostIdentity> & { readonly pid?: number; readonly file?: string } = {}): void {
    const { pid = Deno.pid, file = "train.1.pid", boot, pidNamespace, host } = { ...this.place, ...own };
    const text = `${pid} ${startTimeOf(pid) ?? 1} ${boot} ${pidNamespace} ${host}\n`;
    this.write(experiment, file, text);
  }

  /** Claims a launch for a process that is gone. */
  claimDead(experiment: number): void {
    this.claim(experiment, { pid: NO_PID });
  }

  /** The runs according to the journal. */
  runs(): RunTable {
    return readJournal(gridPaths(this.root)).runs;
  }

  /** The states of a stage's experiments in the journal, in the order of the plan. */
  states(stage: Stage = "train"): (string | undefined)[] {
    const runs = this.runs();
    return this.plan.experiments.map(({ id }) => {
      const run = runs[stage].get(id);
      return run && stateName(run.state);
    });
  }

  /** The records in the journal. */
  records(): JournalRecord[] {
    return Deno.readTextFileSync(gridPaths(this.root).journal).trim().split("\n").map((line) => JSON.parse(line));
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}
