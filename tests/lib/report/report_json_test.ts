import { assert, assertEquals } from "@std/assert";
import { buildReport } from "../../../lib/report/build/build_report.ts";
import { decodeReport, encodeReport } from "../../../lib/report/model.ts";
import { exampleInput } from "./example_input.ts";

Deno.test("a report is the same after encoding, with NaN, infinities and hostile texts", () => {
  const hostile = ["</script><script>alert(1)</script>", "<!--", "__proto__", "\u2028\u2029", "\u202eabc", '"\\'];
  const input = exampleInput(
    hostile.map((name, at) => ({
      params: { [name]: name },
      validation: { accuracy: ["nan", "inf", "-inf", "0.1", "1e300", "5"][at]! },
      repetition: 0,
    })),
    { warnings: hostile },
  );
  const { report } = buildReport(input, { parts: 100, withRuns: true });
  const json = encodeReport(report);
  assertEquals(decodeReport(json), report);
  assert(!json.includes("<") && !/[\u2028\u2029]/.test(json));
});
