import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Problem } from "../../../lib/messages/problem.ts";
import { annotation, beginGroup, withoutCommands } from "../../../lib/messages/workflow_commands.ts";

const PLACE = { workspace: "/ci/repo", cwd: "/ci/repo/study" };

function annotate(problem: Partial<Problem>): string {
  return annotation({ severity: "error", source: "grid.yaml", message: "unknown key", ...problem }, PLACE);
}

Deno.test("an annotation is at the line of its problem, in a file of the checkout", () => {
  const position = { line: 7, column: 3 };
  assertEquals(annotate({ position }), "::error file=study/grid.yaml,line=7,col=3::unknown key");
  assertEquals(annotate({ position, source: "../a.yaml" }), "::error file=a.yaml,line=7,col=3::unknown key");
  assertEquals(annotate({ position, severity: "warning" }), "::warning file=study/grid.yaml,line=7,col=3::unknown key");
  assertEquals(annotate({ position, source: "/etc/grid.yaml" }), "::error::/etc/grid.yaml:7:3: unknown key");
  assertEquals(annotate({ source: "--set lr" }), "::error::--set lr: unknown key");
});

Deno.test("an annotation escapes what would end its parts", () => {
  assertEquals(
    annotate({ position: { line: 1, column: 1 }, source: "a,b:50%.yaml", message: "100%\nand more" }),
    "::error file=study/a%2Cb%3A50%25.yaml,line=1,col=1::100%25%0Aand more",
  );
  assertEquals(beginGroup("log of a\n::error::b"), "::group::log of a%0A::error::b");
});

// How the runner finds commands: `::name` at the start of a line, after white space, and `##[name]` anywhere.
function hasCommand(text: string): boolean {
  return text.split(/\r\n|\n|\r/).some((line) => line.trimStart().startsWith("::") || line.includes("##["));
}

Deno.test("withoutCommands() leaves no command in any text, and other text as it is", () => {
  assertEquals(
    withoutCommands("  ::set-env name=PATH::x\nstd::vector\na ##[error]b"),
    "  \\::set-env name=PATH::x\nstd::vector\na ##\\[error]b",
  );
  const part = fc.constantFrom("::", ":", "##[", "#", "[", "\n", "\r", " ", "\t", "\u00a0", "\ufeff", "x");
  fc.assert(fc.property(fc.array(part), (parts) => {
    const text = parts.join("");
    assert(!hasCommand(withoutCommands(text)));
    if (!hasCommand(text)) assertEquals(withoutCommands(text), text);
  }));
});
