/**
 * The stack machine that executes pickles: a stack with marks, and a memo. It only builds values and never calls Python code.
 *
 * Invalid operations, and programs that take too many steps, are errors.
 */
import { type ByteReader, FormatError } from "./byte_reader.ts";
import { decodeInteger, decodeUtf8, parseFloatText, parseInteger, unquote } from "./pickle_literals.ts";
import { isKind, type PythonDateTime, type PythonValue } from "./python_value.ts";

/** The state of a machine. */
export interface PickleMachine {
  readonly reader: ByteReader;
  readonly stack: PythonValue[];
  /** Stack heights. */
  readonly marks: number[];
  readonly memo: Map<number, PythonValue>;
  /** References to data outside of the pickle, with duplicates. */
  readonly references: PythonValue[];
  /** Steps left, out of `limit`. */
  left: number;
  readonly limit: number;
  /** {@link spend} for this machine. */
  readonly spend: (steps: number) => void;
}

// 8,000 bits. Seeds have 64, and converting to decimal takes quadratic time.
const MAX_INTEGER_BYTES = 1_000;

/**
 * Creates a machine.
 *
 * @param limit maximum number of steps
 */
export function createMachine(reader: ByteReader, limit: number): PickleMachine {
  const machine: PickleMachine = {
    reader,
    stack: [],
    marks: [],
    memo: new Map(),
    references: [],
    left: limit,
    limit,
    spend: (steps) => spend(machine, steps),
  };
  return machine;
}

/**
 * Uses up steps.
 *
 * @throws {FormatError} if none are left
 */
export function spend(machine: PickleMachine, steps: number): void {
  machine.left -= steps;
  if (machine.left >= 0) return;
  throw new FormatError(`pickle too complex: more than ${machine.limit} steps`);
}

/** @throws {FormatError} with a reason and the current position */
export function corrupt({ reader }: PickleMachine, reason: string): never {
  throw new FormatError(`corrupt pickle near byte ${reader.position()}: ${reason}`);
}

export function push(machine: PickleMachine, value: PythonValue): void {
  machine.stack.push(value);
}

/** Pushes a dict or a set, which costs extra steps. */
export function pushContainer(machine: PickleMachine, container: PythonValue): void {
  spend(machine, CONTAINER_COST);
  machine.stack.push(container);
}

/** The value on top of the stack, above the last mark. */
export function top(machine: PickleMachine): PythonValue {
  const { stack, marks } = machine;
  const value = stack.length > (marks.at(-1) ?? 0) ? stack.at(-1) : undefined;
  return value === undefined ? corrupt(machine, "a value is missing") : value;
}

export function pop(machine: PickleMachine): PythonValue {
  const value = top(machine);
  machine.stack.pop();
  return value;
}

/** Pops the last mark and the values above it. */
export function popMarked(machine: PickleMachine): PythonValue[] {
  return machine.stack.splice(machine.marks.pop() ?? corrupt(machine, "a mark is missing"));
}

/** Adds alternating keys and values to a dict. */
export function addPairs(
  machine: PickleMachine,
  to: Map<PythonValue, PythonValue>,
  items: readonly PythonValue[],
): Map<PythonValue, PythonValue> {
  if (items.length % 2 === 1) corrupt(machine, "a key has no value");
  for (let i = 0; i < items.length; i += 2) to.set(items[i]!, items[i + 1]!);
  return to;
}

/** Sets items of the dict on top. Items of other objects are ignored. */
export function setItems(machine: PickleMachine, items: readonly PythonValue[]): void {
  const target = top(machine);
  if (target instanceof Map) addPairs(machine, target, items);
  else if (!isKind(target, "object")) corrupt(machine, "expected a dict to set items of");
}

/** Appends items to the list on top. Items of other objects are ignored. */
export function append(machine: PickleMachine, items: readonly PythonValue[]): void {
  const target = top(machine);
  if (Array.isArray(target) && !Object.isFrozen(target)) { for (const item of items) target.push(item); }
  else if (!isKind(target, "object")) corrupt(machine, "expected a list to append to");
}

/** Adds items to the set on top. */
export function addItems(machine: PickleMachine, items: readonly PythonValue[]): void {
  const target = top(machine);
  if (!(target instanceof Set)) corrupt(machine, "expected a set to add items to");
  for (const item of items) target.add(item);
}

/** Sets the state of the object on top. */
export function build(machine: PickleMachine, state: PythonValue): void {
  const target = pop(machine);
  push(machine, isKind(target, "object") ? Object.assign(target, { state }) : target);
}

/** Pushes the result of a call. */
export function call(machine: PickleMachine, callee: PythonValue, args: PythonValue): void {
  push(machine, construct(callee, args, machine.spend));
}

/** Pushes a value from the memo. */
export function recall(machine: PickleMachine, index: number): void {
  // A memoized None is null, not undefined.
  const value = machine.memo.get(index);
  push(machine, value === undefined ? corrupt(machine, `no memo entry ${index}`) : value);
}

/** Stores the value on top in the memo. */
export function memorize(machine: PickleMachine, index: number): void {
  spend(machine, 1);
  machine.memo.set(index, top(machine));
}

/** A class or function by name; it is not imported. */
export function globalOf(machine: PickleMachine, module: PythonValue, name: PythonValue): PythonValue {
  if (typeof module !== "string" || typeof name !== "string") corrupt(machine, "a global has no name");
  return { kind: "global", name: `${module}.${name}` };
}

/** Pushes a reference to data outside of the pickle. */
export function refer(machine: PickleMachine, id: PythonValue): void {
  machine.references.push(id);
  push(machine, { kind: "reference", id });
}

/** The next bytes as text. */
export function readText({ reader }: PickleMachine, length: number): string {
  return decodeUtf8(reader.take(length));
}

/** The next line as text. */
export function readLine({ reader }: PickleMachine): string {
  return decodeUtf8(reader.line());
}

/** A copy of the next bytes. */
export function readBytes({ reader }: PickleMachine, length: number): Uint8Array {
  return reader.take(length).slice();
}

/** The next bytes as an integer. */
export function readInteger(machine: PickleMachine, length: number): bigint {
  if (length > MAX_INTEGER_BYTES) corrupt(machine, `integer of ${length} bytes, expected at most ${MAX_INTEGER_BYTES}`);
  return decodeInteger(machine.reader.take(length));
}

/** Parses a line as an integer. */
export function integerIn(machine: PickleMachine, line: string): bigint {
  return parseInteger(line) ?? corrupt(machine, "invalid integer, or one of more than 2400 digits");
}

/** Parses a line as a float. */
export function floatIn(machine: PickleMachine, line: string): number {
  return parseFloatText(line) ?? corrupt(machine, "invalid float");
}

/** Parses a line as a quoted string. */
export function stringIn(machine: PickleMachine, line: string): string {
  return unquote(line) ?? corrupt(machine, "invalid string");
}

// Evaluates the few calls in a pickle that create plain data. Other calls are not made: they become objects that record the
// name of the function and its arguments.

/** Steps that an empty dict or set costs, in addition to its items. */
const CONTAINER_COST = 8;

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
function construct(callee: PythonValue, args: PythonValue, spend: (units: number) => void): PythonValue {
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

// Decodes NumPy scalars in a pickle.

type Read = (view: DataView) => bigint | number | boolean;

// By numpy.dtype code; its digit is the size in bytes.
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["b1", (view) => view.getUint8(0) !== 0],
  ["i1", (view) => BigInt(view.getInt8(0))],
  ["i2", (view) => BigInt(view.getInt16(0, true))],
  ["i4", (view) => BigInt(view.getInt32(0, true))],
  ["i8", (view) => view.getBigInt64(0, true)],
  ["u1", (view) => BigInt(view.getUint8(0))],
  ["u2", (view) => BigInt(view.getUint16(0, true))],
  ["u4", (view) => BigInt(view.getUint32(0, true))],
  ["u8", (view) => view.getBigUint64(0, true)],
  ["f2", (view) => view.getFloat16(0, true)],
  ["f4", (view) => view.getFloat32(0, true)],
  ["f8", (view) => view.getFloat64(0, true)],
]);

/**
 * Decodes the arguments of `numpy._core.multiarray.scalar`. The result of `numpy.mean`, for example, is pickled as such a call.
 *
 * @param dtype a `numpy.dtype`, whose state begins with its version and byte order
 * @param packed the bytes of the scalar
 * @returns `undefined` if it is not a number, or big-endian
 */
function unpackScalar(dtype: PythonValue | undefined, packed: Uint8Array | undefined): PythonValue | undefined {
  if (!isKind(dtype, "object") || dtype.type !== "numpy.dtype" || packed === undefined) return undefined;
  const code = Array.isArray(dtype.args) ? dtype.args[0] : undefined;
  const order = Array.isArray(dtype.state) ? dtype.state[1] : undefined;
  if (typeof code !== "string" || order !== "<" && order !== "|" || packed.length !== Number(code[1])) return undefined;
  return READERS.get(code)?.(new DataView(packed.buffer, packed.byteOffset, packed.length));
}
