/** Checks JUnit files against the schema, and reads them. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { DOMParser } from "linkedom";
import { canRun } from "./can_run.ts";

const SCHEMA = fromFileUrl(new URL("fixtures/junit/junit.xsd", import.meta.url));

/** Whether files can be checked here. */
export const CAN_CHECK_JUNIT = canRun(["xmllint", "--version"]);

/** A test case of a file: `failure: exit code 1 after 0.1s`, and the text in it. */
export interface JunitCase {
  readonly name: string;
  readonly classname: string;
  readonly time: string | null;
  /** `passed`, or the name of the element in it. */
  readonly result: string;
  readonly message: string;
  readonly text: string;
}

/** Fails unless a file is well-formed and valid. Without xmllint it does nothing. */
export async function assertValidJunit(path: string): Promise<void> {
  if (!CAN_CHECK_JUNIT) return;
  const { success, stderr } = await new Deno.Command("xmllint", {
    args: ["--noout", "--nonet", "--huge", "--schema", SCHEMA, path],
    stderr: "piped",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** The test cases of a valid file, in its order; the counts of its suites are checked. */
export async function readJunit(path: string): Promise<JunitCase[]> {
  await assertValidJunit(path);
  const document = new DOMParser().parseFromString(Deno.readTextFileSync(path), "text/xml");
  const read = (parent: Pick<ParentNode, "querySelectorAll">) =>
    Array.from(parent.querySelectorAll("testcase"), readCase);
  for (const suite of document.querySelectorAll("testsuite, testsuites")) {
    const cases = read(suite);
    const counts = { failures: "failure", errors: "error", skipped: "skipped" };
    assertEquals(suite.getAttribute("tests"), String(cases.length));
    for (const [name, result] of Object.entries(counts)) {
      if (!suite.hasAttribute(name)) continue;
      assertEquals(suite.getAttribute(name), String(cases.filter((one) => one.result === result).length), name);
    }
  }
  return read(document);
}

function readCase(element: Element): JunitCase {
  const result = element.querySelector("failure, error, skipped");
  return {
    name: element.getAttribute("name")!,
    classname: element.getAttribute("classname")!,
    time: element.getAttribute("time"),
    result: result?.localName.toLowerCase() ?? "passed",
    message: decode(result?.getAttribute("message") ?? ""),
    text: result?.textContent ?? "",
  };
}

// linkedom leaves these references in attributes.
function decode(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
