import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  createBacklog,
  firstJob,
  noteDuration,
  type OrderedJob,
  release,
  removeFirst,
} from "../../../lib/schedule/backlog.ts";

interface Named extends OrderedJob {
  readonly name: number;
}

/** The same as a list that is sorted anew each time. */
class Model {
  jobs: (Named & { known?: number; order: number; held: boolean })[];
  known = new Map<number, number>();

  constructor(jobs: readonly Named[]) {
    this.jobs = jobs.map((job, order) => ({
      ...job,
      order,
      held: job.waits ?? false,
      ...(job.duration !== undefined && { known: job.duration }),
    }));
  }

  first(): Named | undefined {
    const ready = this.jobs.filter(({ held }) => !held);
    return ready.find(({ known }) => known === undefined) ??
      ready.toSorted((a, b) => b.known! - a.known! || a.order - b.order)[0];
  }

  measure(kin: number, duration: number): void {
    if (this.known.has(kin)) return;
    this.known.set(kin, duration);
    for (const job of this.jobs) if (job.kin === kin && !job.held) job.known ??= duration;
  }

  release(kin: number, duration: number | undefined): number[] {
    const held = this.jobs.filter((job) => job.kin === kin && job.held);
    if (duration === undefined) this.jobs = this.jobs.filter((job) => !held.includes(job));
    else for (const job of held) [job.held, job.known] = [false, duration];
    return held.map(({ name }) => name);
  }
}

const job = fc.record({
  kin: fc.option(fc.nat(3), { nil: undefined }),
  duration: fc.option(fc.nat(5).map((n) => 1000 * 2 ** n), { nil: undefined }),
  waits: fc.boolean(),
});
const command = fc.oneof(
  fc.record({ type: fc.constant("start" as const) }),
  fc.record({ type: fc.constant("measure" as const), kin: fc.nat(3), duration: fc.nat(5).map((n) => 1000 * 2 ** n) }),
  fc.record({
    type: fc.constant("release" as const),
    kin: fc.nat(3),
    duration: fc.option(fc.nat(5).map((n) => 1000 * 2 ** n), { nil: undefined }),
  }),
);

Deno.test("a backlog starts jobs as a list does that is sorted anew each time", () => {
  fc.assert(fc.property(fc.array(job, { maxLength: 12 }), fc.array(command, { maxLength: 30 }), (drawn, commands) => {
    const jobs = drawn.map(({ kin, duration, waits }, name): Named => ({
      name,
      ...(kin !== undefined && { kin }),
      ...(duration !== undefined && { duration }),
      ...(waits && kin !== undefined && { waits: true as const }),
    }));
    const backlog = createBacklog(jobs);
    const model = new Model(jobs);
    const released = new Set<number>();
    for (const command of [...commands, ...jobs.map(() => ({ type: "start" as const }))]) {
      if (command.type === "start") {
        assertEquals(firstJob(backlog)?.name, model.first()?.name);
        const first = model.first();
        if (first === undefined) continue;
        removeFirst(backlog);
        model.jobs = model.jobs.filter(({ name }) => name !== first.name);
      } else if (command.type === "measure") {
        noteDuration(backlog, command.kin, command.duration);
        model.measure(command.kin, command.duration);
      } else if (!released.has(command.kin)) {
        released.add(command.kin);
        const gone = release(backlog, command.kin, command.duration);
        assertEquals(gone.map(({ name }) => name), model.release(command.kin, command.duration));
      }
      assertEquals(
        [backlog.size, backlog.waiting],
        [model.jobs.filter(({ held }) => !held).length, model.jobs.filter(({ held }) => held).length],
      );
    }
  }));
});

Deno.test("jobs of about the same duration, and short ones, stay in the order of the plan", () => {
  const durations = [1_000, 1_050, 20, 200, 1_300, 1_010, 5];
  const backlog = createBacklog(durations.map((duration, name): Named => ({ name, duration })));
  const started: number[] = [];
  for (let job = firstJob(backlog); job !== undefined; job = firstJob(backlog)) {
    started.push(job.name);
    removeFirst(backlog);
  }
  assertEquals(started, [2, 3, 6, 4, 0, 1, 5]);
});
