/** Random configurations for property tests. */
import fc from "fast-check";
import { type Key, scalarOf, type Value, type ValueMap } from "../../../lib/config/value.ts";

const SCALARS =
  "0 1 -1 -0 +5 42 1.0 0.0 -0.0 0.1 1.5e-7 1.0e+21 .5 5. .inf -.inf .nan yes no on off true False null ~ 010 0x1F 0b101 1_000 12:30 1:30.5 9223372036854775809 -9223372036854775809 2020-01-01 2001-12-14t21:59:43.10-05:00"
    .split(" ");

const STRANGE = [
  ..."|1.0|0|yes|No|on|null|~|=|<<|-|- a|? a|: a|a: b|a #b|#|&a|*a|!a|%a|@a|`a`|>|'|\"|''|[a]|{a}|a, b|,|---|--- a|...|... a|0o7|08|09|010|0x|1e5|1_|_1|y|n|N|.|..|12:30|2020-01-01|1e|+|-.5|.e5|~a|a.b"
    .split("|"),
  "|",
  "a|b",
  " a",
  "a ",
  "\ta",
  "a\tb",
  "a\nb",
  "a\n",
  "a\n\n",
  "\n",
  "\n\n",
  "\na",
  "  a\nb\n",
  "a\n  b\n",
  "a\r\nb",
  "\r",
  "#\n#",
  "- a\n- b",
  "---\na",
  "a\n---\nb",
  "a\n...\n",
  "é",
  "模型",
  "😀",
  "\x85",
  "a\x85b",
  "\u2028",
  "a\u2028b\n",
  "\u00a0a",
  "\ufeff",
  "\ufffe",
  "\x00",
  "\x07\x1b",
  "\x7f",
  "a'; echo foo",
  "$(touch x)",
  "x ".repeat(200),
];

/** Any scalar that is not a string, as written. */
export function arbitraryScalar(): fc.Arbitrary<Value> {
  return fc.oneof(
    fc.constantFrom(...SCALARS),
    fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((n) => n.toExponential()).map((text) =>
      text.replace(/^(-?\d+)e/, "$1.0e")
    ),
  ).map((text) => scalarOf(text)!);
}

/** Any string, often one that looks like another type. */
export function arbitraryString(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...STRANGE),
    fc.string({ maxLength: 12 }),
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.array(fc.constantFrom(..." \n\t:#-'\"a,[]{}&*!|>%@?0.".split("")), { maxLength: 10 }).map((chars) =>
      chars.join("")
    ),
  );
}

/** Any configuration value, including nested ones. */
export function arbitraryValue(): fc.Arbitrary<Value> {
  const { value } = fc.letrec<{ value: Value; list: Value[]; map: ValueMap }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      arbitraryString(),
      arbitraryScalar(),
      tie("list"),
      tie("map"),
    ),
    list: fc.array(tie("value"), { maxLength: 4 }),
    map: fc.array(fc.tuple(arbitraryKey(), tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
  }));
  return value;
}

/** Any configuration. */
export function arbitraryMap(): fc.Arbitrary<ValueMap> {
  return fc.array(fc.tuple(arbitraryKey(), arbitraryValue()), { maxLength: 5 }).map((entries) => new Map(entries));
}

function arbitraryKey(): fc.Arbitrary<Key> {
  return fc.oneof({ weight: 3, arbitrary: arbitraryString() }, {
    weight: 1,
    arbitrary: arbitraryScalar(),
  }) as fc.Arbitrary<Key>;
}
