import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { byteReader, bytesSource, FormatError } from "../../../lib/checkpoints/byte_reader.ts";
import type { PythonValue } from "../../../lib/checkpoints/python_value.ts";
import { unpickle } from "../../../lib/checkpoints/unpickle.ts";
import { bytesOf, littleEndian, load } from "./pickle.ts";

const object = (type: string, args: PythonValue, state: PythonValue = null): PythonValue => ({
  kind: "object",
  type,
  args,
  state,
});

const NUMPY = "cnumpy._core.multiarray\n";
// The class is memo entry 1; the fields after the byte order are only used by structured types.
const dtype = (code: string, order: string) => `g1\nX\x02\0\0\0${code}\x89\x88\x87R(K\x03X\x01\0\0\0${order}NNNtb`;

const VALUES: Readonly<Record<string, readonly [pickle: string, value: PythonValue]>> = {
  "integers of every width": [
    "(K\xffM\xff\xffJ\xfe\xff\xff\xff" +
    "\x8a\x00\x8a\x01\xff\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00\x8b\x02\0\0\0\x00\x80l.",
    [255n, 65535n, -2n, 0n, -1n, 9223372036854775808n, -32768n],
  ],
  "a memoized None": ["(Nq\x000h\x00Nh\x00l.", [null, null, null]],
  "integers as text": ["(I-7\nI01\nI00\nL18446744073709551615L\nL-1L\nl.", [
    -7n,
    true,
    false,
    18446744073709551615n,
    -1n,
  ]],
  "floats": ["(G\x3f\xb9\x99\x99\x99\x99\x99\x9aF-1.5e3\nFnan\nF-inf\nl.", [0.1, -1500, NaN, -Infinity]],
  "None, True and False": ["\x80\x02N\x88\x89\x87.", [null, true, false]],
  "texts": [
    "(X\x02\0\0\0\xc3\xbc\x8c\x03\xef\xbb\xbf\x8d\x01\0\0\0\0\0\0\0aVa\\u20ac\xfc\\U0001f600\nl.",
    ["ü", "\ufeff", "a", "a€ü😀"],
  ],
  "texts of Python 2": [
    "(S'it\\'s\\x41\\n'\nS\"a'b\"\nU\x02\xc3\xbcU\x02\x07\xeaT\x01\0\0\0zl.",
    ["it'sA\n", "a'b", "ü", "\x07ê", "z"],
  ],
  "bytes": [
    "(C\x01\xffB\x01\0\0\0\x00\x8e\x01\0\0\0\0\0\0\0\x01\x96\x01\0\0\0\0\0\0\0\x02l.",
    [[255], [0], [1], [2]].map((bytes) => Uint8Array.from(bytes)),
  ],
  "bytes in protocol 2": ["c_codecs\nencode\nX\x03\0\0\0a\xc3\xbfX\x06\0\0\0latin1\x86R.", bytesOf("a\xff")],
  "empty bytes in protocol 2": ["c__builtin__\nbytes\n)R.", new Uint8Array()],
  "tuples": ["()K\x01\x85K\x02K\x03\x86NNK\x04\x87(K\x05tt.", [[], [1n], [2n, 3n], [null, null, 4n], [5n]]],
  "lists": ["](K\x01K\x02eK\x03a.", [1n, 2n, 3n]],
  "dicts": ["}(K\x01K\x02K\x03K\x04uK\x05K\x06s.", new Map([[1n, 2n], [3n, 4n], [5n, 6n]])],
  "a dict of protocol 0": ["(dp0\nVa\np1\nI1\ns.", new Map([["a", 1n]])],
  "a dict from a mark": ["(K\x01K\x02d.", new Map([[1n, 2n]])],
  "sets": ["(\x8f(K\x01K\x02\x90(K\x03\x91l.", [new Set([1n, 2n]), new Set([3n])]],
  "a set as protocol 2 has it": ["c__builtin__\nset\n](K\x01K\x02e\x85R.", new Set([1n, 2n])],
  "an OrderedDict with attributes": [
    "ccollections\nOrderedDict\n)R(X\x01\0\0\0aK\x01u}X\x09\0\0\0_metadataNsb.",
    new Map([["a", 1n]]),
  ],
  "an OrderedDict of pairs": ["ccollections\nOrderedDict\n]]K\x01aK\x02aa\x85R.", new Map([[1n, 2n]])],
  "a dict with a default": ["ccollections\ndefaultdict\nc__builtin__\nint\n\x85RK\x01K\x02s.", new Map([[1n, 2n]])],
  "a datetime": [
    "cdatetime\ndatetime\nC\x0a\x07\xea\x0b\x18\x05\x21\x22\x01\x02\x03\x85R.",
    { kind: "datetime", stamp: "20261124_053334" },
  ],
  "a datetime as protocol 2 has it, in the second of two hours": [
    "cdatetime\ndatetime\nc_codecs\nencode\n" +
    "(X\x0c\0\0\0\x07\xc3\xaa\xc2\x8a\x18\x05\x21\x22\x01\x02\x03X\x06\0\0\0latin1tR\x85R.",
    { kind: "datetime", stamp: "20261024_053334" },
  ],
  "numbers of NumPy": [
    `(${NUMPY}scalar\np0\n0cnumpy\ndtype\np1\n0g0\n${dtype("f8", "<")}C\x08\0\0\0\0\0\0\xd0\x3f\x86R` +
    `g0\n${dtype("f4", "<")}C\x04\0\0\0\x3f\x86Rg0\n${dtype("f2", "<")}C\x02\0\x3e\x86R` +
    `g0\n${dtype("i8", "<")}C\x08\xfd\xff\xff\xff\xff\xff\xff\xff\x86Rg0\n${dtype("i2", "<")}C\x02\x05\0\x86R` +
    `g0\n${dtype("u8", "<")}C\x08${"\xff".repeat(8)}\x86Rg0\n${dtype("b1", "|")}C\x01\x01\x86Rl.`,
    [0.25, 0.5, 1.5, -3n, 5n, 2n ** 64n - 1n, true],
  ],
  "a number of NumPy as protocol 2 and earlier releases have it": [
    `cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\np1\n0${dtype("f8", "<")}` +
    "c_codecs\nencode\nX\x09\0\0\0\0\0\0\0\0\0\xc3\x90\x3fX\x06\0\0\0latin1\x86R\x86R.",
    0.25,
  ],
  "a class of its own": [
    "\x8c\x04main\x8c\x05Thing\x93)\x81}X\x01\0\0\0aK\x01sb.",
    object("main.Thing", [], new Map([["a", 1n]])),
  ],
  "a class of its own, made in older ways": [
    "((icopy_reg\nThing\n(cmain\nOld\nK\x01ot.",
    [object("copy_reg.Thing", []), object("main.Old", [1n])],
  ],
  "a class of its own, with keywords": ["cmain\nThing\n)}\x92.", object("main.Thing", [[], new Map()])],
  "a list and a dict of a class of its own": [
    "(cmain\nL\n)\x81(K\x01eK\x02acmain\nD\n)\x81(K\x01K\x02ul.",
    [object("main.L", []), object("main.D", [])],
  ],
  "a call of another call's result": [
    "cmain\nf\n)R)R.",
    object("main.f", []),
  ],
  "a call of os.system": ["cos\nsystem\nX\x08\0\0\0rm -rf /\x85R.", object("os.system", ["rm -rf /"])],
  "a reference": ["(X\x01\0\0\0aK\x01tQ.", { kind: "reference", id: ["a", 1n] }],
  "a reference, as text": ["Pkey\n.", { kind: "reference", id: "key" }],
  "values from the memo": [
    "(K\x01q\0K\x02r\x01\0\0\0K\x03p2\n000h\0j\x01\0\0\0g2\nl.",
    [1n, 2n, 3n],
  ],
  "values memoized in turn": ["\x80\x04\x95\x09\0\0\0\0\0\0\0(K\x01\x94K\x02\x94h\x01h\x00l.", [1n, 2n, 2n, 1n]],
  "popped values": ["(K\x01K\x021K\x03K\x040(0.", 3n],
  "a value twice": ["K\x012\x86.", [1n, 1n]],
};

for (const [what, [pickle, value]] of Object.entries(VALUES)) {
  Deno.test(`unpickle() reads ${what}`, () => assertEquals(load(bytesOf(pickle)), value));
}

const INVALID_PICKLES: Readonly<Record<string, readonly [pickle: string, message: string]>> = {
  "an unknown opcode": ["K\x01\xff.", "near byte 3: unknown opcode 0xff"],
  "an unknown protocol": ["\x80\x06N.", "unknown pickle protocol 6"],
  "an end without a value": [".", "a value is missing"],
  "a value from before the mark": ["K\x01(\x85.", "a value is missing"],
  "a missing mark": ["K\x01l.", "a mark is missing"],
  "a key without a value": ["(K\x01d.", "a key has no value"],
  "a missing memo entry": ["h\x07.", "no memo entry 7"],
  "dict items for a list": ["](K\x01K\x02u.", "expected a dict"],
  "list items for a dict": ["}K\x01a.", "expected a list"],
  "set items for a list": ["](K\x01\x90.", "expected a set"],
  "a global without a name": ["K\x01K\x02\x93.", "a global has no name"],
  "a registered extension": ["\x82\x01.", "an extension registry"],
  "an out-of-band buffer": ["\x97.", "out-of-band buffers"],
  "an integer without digits": ["Iseven\n.", "invalid integer"],
  "a float without digits": ["Fseven\n.", "invalid float"],
  "a string without quotes": ["Sseven\n.", "invalid string"],
  "a missing class": ["(o.", "a class is missing"],
  "a huge integer": ["\x8b\xff\xff\xff\x7f.", "integer of 2147483647 bytes"],
  "an integer with too many digits": [`L${"9".repeat(3_000)}L\n.`, "more than 2400 digits"],
  "a text longer than the file": ["X\xff\xff\xff\xffa.", "truncated"],
  "bytes longer than any file": ["\x8e\xff\xff\xff\xff\xff\xff\xff\xffa.", "truncated"],
  "a line without an end": [`c${"a".repeat(70_000)}`, "longer than 65536 bytes"],
};

for (const [what, [pickle, message]] of Object.entries(INVALID_PICKLES)) {
  Deno.test(`unpickle() rejects ${what}`, () => {
    assertThrows(() => load(bytesOf(pickle)), FormatError, message);
  });
}

Deno.test("unpickle() never changes a prototype", () => {
  const value = load(bytesOf("}(X\x09\0\0\0__proto__}X\x08\0\0\0pollutedK\x01sX\x0b\0\0\0constructorK\x02u."));
  assertEquals(
    value,
    new Map<PythonValue, PythonValue>([["__proto__", new Map([["polluted", 1n]])], ["constructor", 2n]]),
  );
  load(bytesOf("cmain\nThing\n)\x81}X\x09\0\0\0__proto__}X\x08\0\0\0pollutedK\x01ssb."));
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
  for (const name of ["__proto__", "constructor", "toString"]) {
    assertEquals(load(bytesOf(`cbuiltins\n${name}\n)R.`)), object(`builtins.${name}`, []));
  }
});

Deno.test("unpickle() reads a list that contains itself", () => {
  const value = load(bytesOf("]q\0h\0a."));
  assert(Array.isArray(value) && value[0] === value);
});

Deno.test("unpickle() stops at the end of a pickle, and returns references", () => {
  const bytes = bytesOf("(Pa\nPb\nt.K\x01.");
  const reader = byteReader(bytesSource(bytes), 0, bytes.length, "truncated");
  assertEquals(unpickle(reader).references, ["a", "b"]);
  assertEquals(unpickle(reader).value, 1n);
});

Deno.test("unpickle() limits steps, even if few bytes need many", () => {
  const refused = (pickle: string, limit: number) =>
    assertThrows(() => load(bytesOf(pickle), limit), FormatError, `more than ${limit} steps`);
  // Each level refers to the one below twice: 2^1000 values if they were copied.
  load(bytesOf(`]q\0${"](h\0h\0eq\0".repeat(1_000)}.`), 10_000);
  refused(`N${"2".repeat(1_000)}.`, 1_000);
  refused("}".repeat(200), 1_000);
  refused(`N${"\x94".repeat(600)}.`, 1_000);
  // Three bytes each copy a set of a thousand values.
  refused(`(${"N".repeat(1_000)}lq\0c__builtin__\nset\nq\x01${"h\x01h\0\x85R".repeat(100)}.`, 10_000);
  const pairs = `(${"](NNe".repeat(1_000)}lq\0ccollections\nOrderedDict\nq\x01`;
  refused(`${pairs}${"h\x01h\0\x85R".repeat(100)}.`, 20_000);
  refused(
    `X\x10\x27\0\0${"a".repeat(10_000)}q\0c_codecs\nencode\nq\x01${"h\x01h\0\x85R".repeat(100)}.`,
    10_000,
  );
});

Deno.test("unpickle() returns a value or throws a FormatError, for any bytes", () => {
  const opcodes = fc.constantFrom(
    ...Array.from(
      "(.012FIJKLMNPQRSTUVXabcdegijloqrtsu}])GBC\x80\x81\x85\x86\x87\x88\x8a\x8c\x8f\x90\x91\x92\x93\x94\x95",
    ),
  );
  const operands = fc.constantFrom(
    "\0",
    "\x01",
    "\n",
    "\0\0\0",
    "builtins\nset\n",
    "_codecs\nencode\n",
    "\xff\xff\xff\x7f",
  );
  const pickles = fc.array(fc.oneof({ weight: 4, arbitrary: opcodes }, operands), { maxLength: 60 });
  fc.assert(
    fc.property(fc.oneof(pickles.map((parts) => bytesOf(...parts, ".")), fc.uint8Array({ maxLength: 60 })), (bytes) => {
      try {
        load(bytes, 1_000);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("unpickle() reads the same values at any block boundary", () => {
  for (let from = 65_480; from < 65_536; from++) {
    const bytes = bytesOf(
      "(X",
      littleEndian(from, 4),
      "x".repeat(from),
      "X\x05\0\0\0helloVend\nM\x01\x02cos\nsystem\nl.",
    );
    const [, ...rest] = load(bytes) as PythonValue[];
    assertEquals(rest, ["hello", "end", 513n, { kind: "global", name: "os.system" }]);
  }
});

Deno.test("unpickle() reads 64-bit integers exactly", () => {
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
    assertEquals(load(bytesOf("\x8a\x08", littleEndian(value, 8), ".")), value);
  }));
});
