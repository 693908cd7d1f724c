/** Tests with pickles written by Python, if it is installed. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import fc from "fast-check";
import { pythonText, type PythonValue } from "../../../lib/checkpoints/python_value.ts";
import { findPython } from "../../can_run.ts";
import { load } from "../../lib/checkpoints/pickle.ts";

const FIXTURES = fromFileUrl(new URL("../../fixtures/results/", import.meta.url));
const SCRIPT = `${FIXTURES}pickle_values.py`;

// JSON has no bytes and no large integers.
type Tree = null | boolean | number | string | readonly [kind: string, content: unknown];

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Tree>(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((value): Tree => ["int", String(value)]),
    fc.integer().map((value): Tree => ["int", String(value)]),
    fc.uint8Array({ maxLength: 300 }).map((bytes): Tree => ["bytes", [...bytes]]),
    fc.array(tie("tree"), { maxLength: 5 }).map((items): Tree => ["list", items]),
    fc.uniqueArray(fc.tuple(fc.string({ unit: "grapheme" }), tie("tree")), { selector: ([key]) => key, maxLength: 5 })
      .map((entries): Tree => ["dict", entries]),
  ),
}));

function valueOf(tree: Tree): PythonValue {
  if (typeof tree !== "object" || tree === null) return tree;
  const [kind, content] = tree;
  if (kind === "int") return BigInt(content as string);
  if (kind === "bytes") return Uint8Array.from(content as number[]);
  if (kind === "list") return (content as Tree[]).map(valueOf);
  return new Map((content as [string, Tree][]).map(([key, item]) => [key, valueOf(item)]));
}

const python = findPython();

Deno.test({
  name: `unpickle() reads pickles written by Python, in all protocols${
    python === undefined ? " (skipped: no python3)" : ""
  }`,
  ignore: python === undefined,
  async fn() {
    const trees = fc.sample(tree, 500);
    const child = new Deno.Command(python!, { args: [SCRIPT], stdin: "piped", stdout: "piped", stderr: "piped" })
      .spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(trees)));
    await writer.close();
    const { success, stdout, stderr } = await child.output();
    assert(success, new TextDecoder().decode(stderr));
    const pickles: string[][] = JSON.parse(new TextDecoder().decode(stdout));
    for (const [index, protocols] of pickles.entries()) {
      for (const [protocol, hex] of protocols.entries()) {
        assertEquals(
          load(bytesIn(hex)),
          valueOf(trees[index]!),
          `protocol ${protocol}: ${JSON.stringify(trees[index])}`,
        );
      }
    }
  },
});

function bytesIn(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g)!, (digits) => parseInt(digits, 16));
}

Deno.test({
  name: "pythonText() writes values as Python's csv module does, which MI-Prometheus's analyzer uses",
  ignore: python === undefined,
  async fn() {
    const { stdout } = await new Deno.Command(python!, { args: [`${FIXTURES}python_texts.py`] }).output();
    const pairs: [string, string][] = JSON.parse(new TextDecoder().decode(stdout));
    assert(pairs.length > 1_000);
    for (const [hex, cell] of pairs) assertEquals(pythonText(load(bytesIn(hex))), cell);
  },
});
