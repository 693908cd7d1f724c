/**
 * Evaluates the few calls in a pickle that create plain data. Other calls are not made: they become objects that record the
 * name of the function and its arguments.
 */
import { unpackScalar } from "./numpy_scalar.ts";
import { isKind, type PythonDateTime, type PythonValue } from "./python_value.ts";

/** Steps that an empty dict or set costs, in addition to its items. */
export const CONTAINER_COST = 8;

// Arrays of many MB are encoded as text.
const CHARACTERS_PER_STEP = 16;

type Constructor = (args: readonly PythonValue[], spend: (units: number) => void) => PythonValue | undefined;

const BUILT_IN: Readonly<Record<string, Constructor>> = {
  set: makeSet,
  frozenset: makeSet,
  bytes: ([bytes = new Uint8Array()], spend) => encode(bytes, "latin1", spend),
  bytearray: ([bytes = new Uint8Array(), encoding = "latin1"], spend) => encode(bytes, encoding, spend),
};

const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map([
  ...["builtins", "__builtin__"].flatMap((module) =>
    Object.entries(BUILT_IN).map(([name, make]): [string, Constructor] => [`${module}.${name}`, make])
  ),
  ["collections.OrderedDict", makeDict],
  ["collections.defaultdict", (_, spend) => makeDict([], spend)],
  ["datetime.datetime", ([packed]) => packed === undefined ? undefined : unpackDateTime(packed)],
  ...["core", "_core"].map((module): [string, Constructor] => [`numpy.${module}.multiarray.scalar`, makeScalar]),
  ["_codecs.encode", ([text = "", encoding = "utf-8"], spend) => encode(text, encoding, spend)],
]);

/**
 * Evaluates a call.
 *
 * @param spend called with the cost of the call in steps; throws if the limit is exceeded
 * @returns the value, or an object that describes the call
 */
export function construct(callee: PythonValue, args: PythonValue, spend: (units: number) => void): PythonValue {
  const make = isKind(callee, "global") ? CONSTRUCTORS.get(callee.name) : undefined;
  const made = make !== undefined && Array.isArray(args) ? make(args, spend) : undefined;
  return made ?? { kind: "object", type: typeOf(callee), args, state: null };
}

function typeOf(callee: PythonValue): string {
  if (isKind(callee, "global")) return callee.name;
  return isKind(callee, "object") ? callee.type : "object";
}

function makeSet([items = []]: readonly PythonValue[], spend: (units: number) => void): PythonValue | undefined {
  if (!Array.isArray(items)) return undefined;
  spend(CONTAINER_COST + items.length);
  return new Set(items);
}

function makeDict([items = []]: readonly PythonValue[], spend: (units: number) => void): PythonValue | undefined {
  if (!Array.isArray(items)) return undefined;
  spend(CONTAINER_COST + items.length);
  return items.every((item) => Array.isArray(item) && item.length === 2) ? new Map(items) : undefined;
}

// Protocol 2 has no bytes: Python 3 writes them as text and a call that encodes it.
function encode(text: PythonValue, encoding: PythonValue, spend: (units: number) => void): Uint8Array | undefined {
  if (text instanceof Uint8Array) return text;
  if (typeof text !== "string") return undefined;
  spend(Math.ceil(text.length / CHARACTERS_PER_STEP));
  if (encoding === "utf-8" || encoding === "utf8") return new TextEncoder().encode(text);
  if (encoding !== "latin1" && encoding !== "latin-1") return undefined;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function makeScalar(
  [dtype, packed = null]: readonly PythonValue[],
  spend: (units: number) => void,
): PythonValue | undefined {
  return unpackScalar(dtype, encode(packed, "latin1", spend));
}

/** Decodes the 10 bytes of a `datetime`: year (2), month, day, hour, minute, second, microseconds (3). */
function unpackDateTime(packed: PythonValue): PythonDateTime | undefined {
  const text = typeof packed === "string" || packed instanceof Uint8Array;
  const bytes = text && packed.length === 10 ? encode(packed, "latin1", () => {}) : undefined;
  if (bytes === undefined) return undefined;
  const pad = (value: number, digits: number) => String(value).padStart(digits, "0");
  const [century, year, month, day, ...time] = bytes;
  // The highest bit of the month is `fold`: the second pass through an hour when clocks are set back.
  const date = [pad(century! * 256 + year!, 4), pad(month! & 0x7f, 2), pad(day!, 2)].join("");
  const stamp = `${date}_${time.slice(0, 3).map((value) => pad(value, 2)).join("")}`;
  return /^\d{8}_\d{6}$/.test(stamp) ? { kind: "datetime", stamp } : undefined;
}
