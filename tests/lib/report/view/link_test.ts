import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { buildReport } from "../../../../lib/report/build/build_report.ts";
import { decodeLink, encodeLink, initialState, type PageState } from "../../../../lib/report/view/page_state.ts";
import { exampleStudy } from "../example_study.ts";

const { report } = buildReport(exampleStudy({ axes: [2, 2, 2], repetitions: 2, rows: 5 }), {
  parts: 100,
  withRuns: true,
});
const initial = initialState(report);

Deno.test("the initial state has an empty link, and an empty link gives it", () => {
  assertEquals(encodeLink(initial, report), "");
  assertEquals(decodeLink("", report), initial);
});

Deno.test("a state is the same after encoding", () => {
  const index = (count: number) => fc.integer({ min: 0, max: count - 1 });
  const columns = report.columns.length;
  const axes = report.parameters!.axes.length;
  const states: fc.Arbitrary<PageState> = fc.record({
    filter: fc.string({ unit: "grapheme" }),
    sort: fc.option(
      fc.record({
        by: fc.oneof(
          fc.constantFrom({ kind: "name" } as const, { kind: "n" } as const, { kind: "seconds" } as const),
          index(columns).map((index) => ({ kind: "result", index } as const)),
          index(report.params.length).map((index) => ({ kind: "param", index } as const)),
        ),
        descending: fc.boolean(),
      }),
      { nil: undefined },
    ),
    rows: fc.constantFrom(200, 400, 2_000),
    columns: fc.uniqueArray(index(columns)),
    selected: fc.uniqueArray(index(report.configurations.length)).map((
      list,
    ) => [...list.slice(0, 1), null, ...list.slice(1)]),
    curve: index(report.curves!.columns.length),
    logScale: fc.boolean(),
    singleRuns: fc.boolean(),
    pair: fc.uniqueArray(index(axes), { minLength: 2, maxLength: 2 }).map(([a, b]) => [a!, b!] as const),
    costOf: index(columns),
    costAgainst: index(report.cost!.against.length),
  });
  fc.assert(fc.property(states, (state) => assertEquals(decodeLink(encodeLink(state, report), report), state)));
});

Deno.test("a damaged link is no error: what is unknown is as at first", () => {
  for (
    const link of [
      "sort=-nothing&curve=none&pick=&map=a,b&cost=&against=&rows=-1&columns=x",
      "sort=%&map=%E0%A4%A&rows=1e99&pick=%00,,,",
      "&&&===?#",
      "sort=-__proto__&columns=constructor&map=__proto__,toString",
      "rows=NaN&runs=yes&log=1",
    ]
  ) {
    const { selected: _, ...state } = decodeLink(link, report);
    const { selected: __, ...expected } = initial;
    assertEquals({ ...state, rows: 200 }, expected, link);
  }
  fc.assert(fc.property(fc.string(), (link) => void decodeLink(link, report)));
});

Deno.test("a link still means the same configurations after the ranking has changed", () => {
  const link = encodeLink({ ...initial, selected: [3] }, report);
  const name = report.configurations[3]!.name;
  const reversed = { ...report, configurations: report.configurations.toReversed() };
  const [index] = decodeLink(link, reversed).selected;
  assertEquals(reversed.configurations[index!]!.name, name);
});
