import { assertEquals } from "@std/assert";
import { compareMarks, parseElementMark, parseLaunchMark } from "../../../../lib/store/submission_format.ts";

Deno.test("a mark tells the line, the launch, the time, and where it started or how it ended", () => {
  const place = { line: 4, launch: 2, time: 1796035550000 };
  assertEquals(parseLaunchMark("start.4.2.1796035550.17.n0.example.org"), {
    ...place,
    kind: "start",
    task: 17,
    host: "n0.example.org",
  });
  assertEquals(parseLaunchMark("end.4.2.1796035550.7.no.again"), { ...place, kind: "end", code: 7, goesOn: true });
  assertEquals(parseLaunchMark("end.4.2.1796035550.143.timeout.last"), {
    ...place,
    kind: "end",
    code: 143,
    told: "timeout",
    goesOn: false,
  });
  assertEquals(parseLaunchMark("end.4.2.1796035550.unclaimed.no.last"), {
    ...place,
    kind: "end",
    code: undefined,
    goesOn: false,
  });
});

Deno.test("an element leaves marks with its index, how often it was requeued, and the time", () => {
  const mark = { task: 17, restart: 2, time: 1796035550000 };
  assertEquals(parseElementMark("came.17.2.1796035550"), { kind: "came", ...mark });
  assertEquals(parseElementMark("left.17.2.1796035550"), { kind: "left", ...mark });
  for (const name of ["left.17", "left.x.1.1", "left.1.1.1.1", "gone.1.1.1", "start.4.2.1796035550.17.n0"]) {
    assertEquals(parseElementMark(name), undefined, name);
  }
  assertEquals(parseLaunchMark("left.17.2.1796035550"), undefined);
});

Deno.test("other names are no marks", () => {
  for (
    const name of ["", ".nfs0001", "start.4.2.1", "start.x.2.1.0.n0", "end.4.2.1.x.no.last", "end.4.2.1.0.why.last"]
  ) {
    assertEquals(parseLaunchMark(name), undefined, name);
  }
});

Deno.test("marks are ordered by launches, the start before the end", () => {
  const names = ["end.0.2.9.0.no.last", "start.0.2.5.0.n0", "end.0.1.9.1.no.again", "start.0.1.1.0.n0"];
  const sorted = names.map((name) => parseLaunchMark(name)!).sort(compareMarks);
  assertEquals(sorted.map(({ launch, kind }) => `${launch} ${kind}`), ["1 start", "1 end", "2 start", "2 end"]);
});
