/**
 * The machine that a pickle is a program for: a stack, marks on it, and a memory. It builds values, and runs nothing.
 *
 * What a program does that no pickle would is an error; so is one that takes too many steps.
 */
import { type ByteReader, FormatError } from "./byte_reader.ts";
import { construct, CONTAINER_COST } from "./construct.ts";
import { decodeInteger, decodeUtf8, parseFloatText, parseInteger, unquote } from "./pickle_literals.ts";
import { isKind, type PythonValue } from "./python_value.ts";

/** A machine at work. */
export interface PickleMachine {
  readonly reader: ByteReader;
  readonly stack: PythonValue[];
  /** Heights of the stack. */
  readonly marks: number[];
  readonly memo: Map<number, PythonValue>;
  /** What the pickle refers to outside of it, as often as it does. */
  readonly references: PythonValue[];
  /** Steps that it may still take, of how many. */
  left: number;
  readonly limit: number;
  /** As {@link spend}, for what is called without the machine. */
  readonly spend: (steps: number) => void;
}

// 8 000 bits: seeds have 64, and decimal digits take time that grows with their square.
const MAX_INTEGER_BYTES = 1_000;

/** @param limit how many steps it may take */
export function createMachine(reader: ByteReader, limit: number): PickleMachine {
  const machine: PickleMachine = {
    ...{ reader, stack: [], marks: [], memo: new Map(), references: [], left: limit, limit },
    spend: (steps) => spend(machine, steps),
  };
  return machine;
}

/** @throws {FormatError} when no steps are left */
export function spend(machine: PickleMachine, steps: number): void {
  machine.left -= steps;
  if (machine.left >= 0) return;
  throw new FormatError(`its pickle takes more than ${machine.limit} steps, which no checkpoint needs`);
}

/** @throws {FormatError} with what is wrong, and where */
export function damaged({ reader }: PickleMachine, what: string): never {
  throw new FormatError(`its pickle is damaged near byte ${reader.position()}: ${what}`);
}

/** Puts a value on the stack. */
export function push(machine: PickleMachine, value: PythonValue): void {
  machine.stack.push(value);
}

/** Puts a dict or a set on the stack, which costs more than a step. */
export function pushContainer(machine: PickleMachine, made: PythonValue): void {
  spend(machine, CONTAINER_COST);
  machine.stack.push(made);
}

/** The value on top of the stack, above the last mark. */
export function top(machine: PickleMachine): PythonValue {
  const { stack, marks } = machine;
  const value = stack.length > (marks.at(-1) ?? 0) ? stack.at(-1) : undefined;
  return value === undefined ? damaged(machine, "a value is missing") : value;
}

/** Takes the value on top of the stack. */
export function pop(machine: PickleMachine): PythonValue {
  const value = top(machine);
  machine.stack.pop();
  return value;
}

/** Takes the values above the last mark, and the mark. */
export function popMarked(machine: PickleMachine): PythonValue[] {
  return machine.stack.splice(machine.marks.pop() ?? damaged(machine, "a mark is missing"));
}

/** Adds keys and values, in turns, to a dict. */
export function addPairs(
  machine: PickleMachine,
  to: Map<PythonValue, PythonValue>,
  items: readonly PythonValue[],
): Map<PythonValue, PythonValue> {
  if (items.length % 2 === 1) damaged(machine, "a key has no value");
  for (let i = 0; i < items.length; i += 2) to.set(items[i]!, items[i + 1]!);
  return to;
}

/** Sets items of the dict on top. What is added to an object of a class of its own tells nothing. */
export function setItems(machine: PickleMachine, items: readonly PythonValue[]): void {
  const target = top(machine);
  if (target instanceof Map) addPairs(machine, target, items);
  else if (!isKind(target, "object")) damaged(machine, "items are set in what is no dict");
}

/** Appends to the list on top. */
export function append(machine: PickleMachine, items: readonly PythonValue[]): void {
  const target = top(machine);
  if (Array.isArray(target)) { for (const item of items) target.push(item); }
  else if (!isKind(target, "object")) damaged(machine, "items are appended to what is no list");
}

/** Adds to the set on top. */
export function addItems(machine: PickleMachine, items: readonly PythonValue[]): void {
  const target = top(machine);
  if (!(target instanceof Set)) damaged(machine, "items are added to what is no set");
  for (const item of items) target.add(item);
}

/** Gives the object on top its state. */
export function build(machine: PickleMachine, state: PythonValue): void {
  const target = pop(machine);
  push(machine, isKind(target, "object") ? Object.assign(target, { state }) : target);
}

/** Puts on the stack what a call stands for. */
export function call(machine: PickleMachine, callee: PythonValue, args: PythonValue): void {
  push(machine, construct(callee, args, machine.spend));
}

/** Puts a value of the memory on the stack. */
export function recall(machine: PickleMachine, index: number): void {
  // None is null.
  const value = machine.memo.get(index);
  push(machine, value === undefined ? damaged(machine, `nothing was memorized as ${index}`) : value);
}

/** Keeps the value on top in the memory. */
export function memorize(machine: PickleMachine, index: number): void {
  spend(machine, 1);
  machine.memo.set(index, top(machine));
}

/** A class or function, by its name; it is not looked for. */
export function globalOf(machine: PickleMachine, module: PythonValue, name: PythonValue): PythonValue {
  if (typeof module !== "string" || typeof name !== "string") damaged(machine, "a global has no name");
  return { kind: "global", name: `${module}.${name}` };
}

/** Puts a reference to something outside of the pickle on the stack. */
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

/** The next bytes, which outlive the block that they were read in. */
export function readBytes({ reader }: PickleMachine, length: number): Uint8Array {
  return reader.take(length).slice();
}

/** The next bytes as an integer. */
export function readInteger(machine: PickleMachine, length: number): bigint {
  if (length > MAX_INTEGER_BYTES) damaged(machine, `an integer of ${length} bytes`);
  return decodeInteger(machine.reader.take(length));
}

/** A line as an integer. */
export function integerIn(machine: PickleMachine, line: string): bigint {
  return parseInteger(line) ?? damaged(machine, "an integer has no digits, or too many");
}

/** A line as a float. */
export function floatIn(machine: PickleMachine, line: string): number {
  return parseFloatText(line) ?? damaged(machine, "a float has no digits");
}

/** A line as a string in quotes. */
export function stringIn(machine: PickleMachine, line: string): string {
  return unquote(line) ?? damaged(machine, "a string has no quotes");
}
