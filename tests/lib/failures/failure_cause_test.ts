import { assertEquals } from "@std/assert";
import { causeLine, failureCause } from "../../../lib/failures/group_failures.ts";

const cause = (log: readonly string[], end: { signal?: string; timedOut?: boolean } = {}) =>
  failureCause(causeLine({ log, signal: end.signal, outcome: "exit code 3", timedOut: end.timedOut ?? false }));

Deno.test("failureCause() is the exception, although Python writes its standard output after the traceback", () => {
  const log = [
    "Traceback (most recent call last):",
    '  File "train.py", line 12, in <module>',
    '    raise RuntimeError("CUDA out of memory")',
    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB",
    "epoch 3: loss 0.12, validation error 0.31",
    "error: process exited",
  ];
  assertEquals(cause(log), "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate # GiB");
  assertEquals(cause(log.slice(-2)), "error: process exited");
});

Deno.test("failureCause() takes a word for an error, then the signal, then the last line, then the outcome", () => {
  assertEquals(cause(["sh: 1: foo: not found", "bye"]), "sh: #: foo: not found");
  assertEquals(cause(["epoch 1", "Segmentation fault (core dumped)"]), "Segmentation fault (core dumped)");
  assertEquals(cause(["validation error 0.31", "test error: 1e-3"], { signal: "SIGKILL" }), "killed by SIGKILL");
  assertEquals(cause(["validation error 0.31", "no data for today"]), "no data for today");
  assertEquals(cause([]), "exit code #");
});

Deno.test("failureCause() masks numbers, addresses and hashes", () => {
  assertEquals(
    cause(["ValueError: <object at 0x7F3a> in mlp-r0-48ef0226 at 12:30:01, 1e-3 of deadbeef"]),
    "ValueError: <object at #> in mlp-r#-# at #, # of deadbeef",
  );
});

Deno.test("failureCause() is the timeout, whatever the log says then", () => {
  assertEquals(cause(["KeyboardInterrupt"], { timedOut: true, signal: "SIGTERM" }), "timed out");
});

Deno.test("failureCause() shortens long lines", () => {
  assertEquals(cause([`ValueError: ${"x".repeat(3_000)}`]).length, 200);
});

Deno.test("failureCause() leaves the directories of absolute paths out, but not those of addresses", () => {
  assertEquals(
    failureCause("FileNotFoundError: [Errno 2] No such file: '/tmp/tmpa_x/data/train.csv'"),
    "FileNotFoundError: [Errno #] No such file: '…/train.csv'",
  );
  assertEquals(
    failureCause("no answer from http://host/data/x, a/b/c and 3 / 4"),
    "no answer from http://host/data/x, a/b/c and # / #",
  );
});
