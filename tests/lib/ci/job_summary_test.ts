import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type GridSummary, jobSummary, type ShownFailure } from "../../../lib/ci/job_summary.ts";
import type { CaseResult, TestCase } from "../../../lib/ci/test_cases.ts";

function testCase(result: CaseResult, seconds?: number): TestCase {
  return { name: "x", experiment: {} as TestCase["experiment"], result, ...(seconds !== undefined && { seconds }) };
}

function failure(number: number, changes: Partial<ShownFailure> = {}): ShownFailure {
  return {
    name: `train a-lr=${number} r0`,
    reason: "exit code 1 after 2.0s",
    cause: "RuntimeError: boom",
    lines: [`log ${number}`],
    ...changes,
  };
}

const SUMMARY: GridSummary = {
  grid: "experiments/digits_20261130_090000",
  cases: {
    train: [
      testCase({ kind: "passed" }, 60),
      testCase({ kind: "failed", timedOut: false, outcome: { kind: "exit", code: 1 }, reason: "", log: "" }, 5),
      testCase({ kind: "skipped", reason: "not started" }),
    ],
    test: [],
  },
  table: "| lr |\n| --- |\n| 1 |\n",
  failures: [failure(1), failure(2), failure(3, { cause: "killed by SIGKILL", lines: [] })],
};

Deno.test("jobSummary() has the states of the runs, the table, and the failures by cause, the most common first", () => {
  assertEquals(
    jobSummary(SUMMARY, 1 << 20),
    `### \`experiments/digits_20261130_090000\`

| stage | succeeded | failed | blocked | not finished | time of all runs |
| --- | ---: | ---: | ---: | ---: | ---: |
| train | 1 | 1 | 0 | 1 | 1m05s |

| lr |
| --- |
| 1 |

#### Failed

- 2 runs: \`RuntimeError: boom\` (\`train a-lr=1 r0: exit code 1 after 2.0s\`)
- 1 run: \`killed by SIGKILL\` (\`train a-lr=3 r0: exit code 1 after 2.0s\`)

<details><summary>log of train a-lr=1 r0</summary>

\`\`\`text
log 1
\`\`\`

</details>

<details><summary>log of train a-lr=2 r0</summary>

\`\`\`text
log 2
\`\`\`

</details>

`,
  );
});

Deno.test("jobSummary() leaves out logs, then causes, then the table, until it fits", () => {
  const sections = ["</details>", "#### Failed", "| lr |", "### "];
  const full = jobSummary(SUMMARY, 1 << 20);
  let limit = new TextEncoder().encode(full).length;
  assertEquals(jobSummary(SUMMARY, limit), full);
  for (const [index, section] of sections.entries()) {
    const shorter = jobSummary(SUMMARY, limit - 1);
    limit = new TextEncoder().encode(shorter).length;
    assert(!shorter.includes(section), section);
    for (const kept of sections.slice(index + 1)) assertStringIncludes(shorter, kept);
  }
  assertEquals(limit, 0);
  assertEquals(jobSummary(SUMMARY, -5), "");
});

Deno.test("names, causes and logs end no code, fence or tag", () => {
  const hostile = failure(1, { name: "a`b</summary>", cause: "``` is `x`", lines: ["```", "````", "</details>"] });
  const text = jobSummary({ ...SUMMARY, failures: [hostile] }, 1 << 20);
  assertStringIncludes(text, "- 1 run: ```` ``` is `x` ```` (``a`b</summary>: exit code 1 after 2.0s``)\n");
  assertStringIncludes(
    text,
    "<summary>log of a`b&lt;/summary&gt;</summary>\n\n`````text\n```\n````\n</details>\n`````\n",
  );
});

Deno.test("jobSummary() shows the first of many causes and logs, and how many there are", () => {
  const failures = Array.from({ length: 25 }, (_, index) => failure(index, { cause: `cause ${index}` }));
  const text = jobSummary({ ...SUMMARY, failures }, 1 << 20);
  assertStringIncludes(text, "- … and 5 more causes\n");
  assertStringIncludes(text, "\n… and 15 more logs\n");
  assertEquals(text.match(/<details>/g)?.length, 10);
});
