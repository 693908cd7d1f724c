import { assertEquals } from "@std/assert";
import { buildReport } from "../../../../lib/report/build/build_report.ts";
import { MAX_FAILURES_SHOWN } from "../../../../lib/report/model.ts";
import { exampleInput, ROOT } from "../example_input.ts";

const DETAIL = { parts: 100, withRuns: true };

Deno.test("failures are grouped by cause, the largest group first, with what its members have in common", () => {
  const oom = (megabytes: number) => ({ lines: [`RuntimeError: out of memory: tried to allocate ${megabytes} MiB`] });
  const { failures, params } = buildReport(
    exampleInput([
      { params: { width: "1024", lr: "1" }, state: "failed", failure: oom(20) },
      { params: { width: "1024", lr: "2" }, state: "failed", failure: oom(512) },
      { params: { width: "32", lr: "1" }, state: "failed", failure: { lines: ["ValueError: no"] } },
      { params: { width: "32", lr: "2" }, validation: { accuracy: "0.5" } },
    ]),
    DETAIL,
  ).report;
  assertEquals(failures.map(({ cause, count }) => [cause, count]), [
    ["RuntimeError: out of memory: tried to allocate # MiB", 2],
    ["ValueError: no", 1],
  ]);
  assertEquals(failures[0]!.common, [{ param: params.indexOf("width"), value: "1024", elsewhere: 0 }]);
  assertEquals(failures[0]!.log, ["RuntimeError: out of memory: tried to allocate 20 MiB"]);
});

Deno.test("the name of an experiment in its log does not tell causes apart", () => {
  const failing = (lr: string) => {
    const dir = `mlp-lr=${lr}-r0-abcdef01`;
    return {
      params: { lr },
      state: "failed" as const,
      failure: { lines: [`FileNotFoundError: ${ROOT}/${dir}/x.pt`], log: `${dir}/train.1.log` },
    };
  };
  const { failures } = buildReport(exampleInput([failing("1"), failing("2")]), DETAIL).report;
  assertEquals(failures.map(({ cause, count }) => [cause, count]), [["FileNotFoundError: …/x.pt", 2]]);
});

Deno.test("only some runs of a large group are listed", () => {
  const many = Array.from(
    { length: 226 },
    (_, lr) => ({ params: { lr: String(lr) }, state: "failed" as const, failure: {} }),
  );
  const { failures: [group] } = buildReport(exampleInput(many), DETAIL).report;
  assertEquals([group!.count, group!.runs.length, group!.common], [226, MAX_FAILURES_SHOWN, []]);
});

Deno.test("logs are linked if they are below the directory of the report", () => {
  const failed = { state: "failed" as const, failure: { log: "mlp r#0/train.1.log" } };
  const linkOf = (home: string) =>
    buildReport(exampleInput([failed], { home }), DETAIL).report.failures[0]!.runs[0]!.link;
  assertEquals(linkOf(ROOT), "mlp%20r%230/train.1.log");
  assertEquals(linkOf("/home/alice/project"), "experiments/grid_1/mlp%20r%230/train.1.log");
  assertEquals(linkOf("/tmp"), undefined);
});

Deno.test("a signal and a timeout are causes", () => {
  const { failures } = buildReport(
    exampleInput([
      {
        params: { lr: "1" },
        state: "failed",
        failure: { outcome: { kind: "signal", signal: "SIGKILL" }, lines: ["epoch 1"] },
      },
      {
        params: { lr: "2" },
        state: "timed_out",
        failure: { state: "timed_out", timedOut: true, lines: ["Terminated"] },
      },
    ]),
    DETAIL,
  ).report;
  assertEquals(failures.map(({ cause }) => cause), ["killed by SIGKILL", "timed out"]);
});
