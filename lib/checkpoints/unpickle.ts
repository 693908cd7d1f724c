/**
 * Python's pickles (docs.python.org/3/library/pickletools.html), protocols 0 to 5, as data: nothing is imported, nothing is
 * called. A pickle is a program for a machine with a stack and a memory; ours knows how to build values, and no more.
 *
 * It neither recurses nor copies what the pickle shares, so that its work is bounded by the number of opcodes, whatever they
 * pile up: lists of lists of lists, or lists that contain themselves.
 */
import { type ByteReader, FormatError } from "./byte_reader.ts";
import { construct, CONTAINER_COST } from "./construct.ts";
import { OP } from "./pickle_opcodes.ts";
import { isKind, type PythonValue } from "./python_value.ts";

/** What a pickle describes. */
export interface Pickled {
  readonly value: PythonValue;
  /** What it refers to outside of it, as often as it does. */
  readonly references: readonly PythonValue[];
}

/** Enough for a model of 40 000 tensors; whatever a pickle builds with so many fits into some 200 MB. */
const MAX_STEPS = 2_000_000;

const NEWEST_PROTOCOL = 5;
// 8 000 bits: seeds have 64, and decimal digits take time that grows with their square.
const MAX_INTEGER_BYTES = 1_000;
const INTEGER = /^ *[-+]?\d{1,2400}L? *$/;
const FLOATS: ReadonlyMap<string, number> = new Map([["nan", NaN], ["inf", Infinity], ["-inf", -Infinity]]);
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b", f: "\f", v: "\v" };

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const strictUtf8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * Reads one pickle, and no byte beyond its end.
 *
 * @param limit how many steps it may take
 * @throws {FormatError} when it is damaged, cut off, takes too many steps, or needs what is not in it
 */
export function unpickle(reader: ByteReader, limit = MAX_STEPS): Pickled {
  const stack: PythonValue[] = [];
  const marks: number[] = [];
  const memo = new Map<number, PythonValue>();
  const references: PythonValue[] = [];
  let left = limit;

  function spend(steps: number): void {
    left -= steps;
    if (left < 0) throw new FormatError(`its pickle takes more than ${limit} steps, which no checkpoint needs`);
  }

  function damaged(what: string): never {
    throw new FormatError(`its pickle is damaged near byte ${reader.position()}: ${what}`);
  }

  function top(): PythonValue {
    const value = stack.length > (marks.at(-1) ?? 0) ? stack.at(-1) : undefined;
    return value === undefined ? damaged("a value is missing") : value;
  }

  function pop(): PythonValue {
    const value = top();
    stack.pop();
    return value;
  }

  function popMarked(): PythonValue[] {
    return stack.splice(marks.pop() ?? damaged("a mark is missing"));
  }

  function popPairs(): Map<PythonValue, PythonValue> {
    return addPairs(new Map(), popMarked());
  }

  function addPairs(to: Map<PythonValue, PythonValue>, items: readonly PythonValue[]): typeof to {
    if (items.length % 2 === 1) damaged("a key has no value");
    for (let i = 0; i < items.length; i += 2) to.set(items[i]!, items[i + 1]!);
    return to;
  }

  // What is added to an object of a class of its own tells nothing.
  function setItems(items: readonly PythonValue[]): void {
    const target = top();
    if (target instanceof Map) addPairs(target, items);
    else if (!isKind(target, "object")) damaged("items are set in what is no dict");
  }

  function append(items: readonly PythonValue[]): void {
    const target = top();
    if (Array.isArray(target)) { for (const item of items) target.push(item); }
    else if (!isKind(target, "object")) damaged("items are appended to what is no list");
  }

  function build(state: PythonValue): void {
    const target = pop();
    stack.push(isKind(target, "object") ? Object.assign(target, { state }) : target);
  }

  function recall(index: number): PythonValue {
    const value = memo.get(index);
    return value === undefined ? damaged(`nothing was memorized as ${index}`) : value;
  }

  function memorize(index: number): void {
    spend(1);
    memo.set(index, top());
  }

  function global(module: PythonValue, name: PythonValue): PythonValue {
    if (typeof module !== "string" || typeof name !== "string") damaged("a global has no name");
    return { kind: "global", name: `${module}.${name}` };
  }

  function refer(id: PythonValue): PythonValue {
    references.push(id);
    return { kind: "reference", id };
  }

  const text = (length: number) => utf8.decode(reader.take(length));
  const bytes = (length: number) => reader.take(length).slice();
  const line = () => utf8.decode(reader.line());

  function container<T>(made: T): T {
    spend(CONTAINER_COST);
    return made;
  }

  function integer(length: number): bigint {
    if (length > MAX_INTEGER_BYTES) damaged(`an integer of ${length} bytes`);
    return signed(reader.take(length));
  }

  function integerText(source: string): bigint {
    if (!INTEGER.test(source)) damaged("an integer has no digits, or too many");
    return BigInt(source.trim().replace(/^\+|L$/g, ""));
  }

  function floatText(source: string): number {
    const value = FLOATS.get(source) ?? Number(source);
    return Number.isNaN(value) && source !== "nan" ? damaged("a float has no digits") : value;
  }

  function quoted(source: string): string {
    if (!/^(["']).*\1$/s.test(source) || source.length < 2) damaged("a string has no quotes");
    return source.slice(1, -1).replaceAll(
      /\\(?:x([0-9a-f]{2})|(.))/gs,
      (_, hex: string | undefined, character: string) =>
        hex === undefined ? ESCAPES[character] ?? character : String.fromCharCode(parseInt(hex, 16)),
    );
  }

  function step(op: number): void {
    switch (op) {
      case OP.PROTO: {
        const protocol = reader.byte();
        if (protocol > NEWEST_PROTOCOL) {
          throw new FormatError(`its pickle has protocol ${protocol}, which is not known`);
        }
        return;
      }
      // Frames are for readers that would else read byte by byte.
      case OP.FRAME:
        return void reader.take(8);

      case OP.NONE:
        return void stack.push(null);
      case OP.NEWTRUE:
        return void stack.push(true);
      case OP.NEWFALSE:
        return void stack.push(false);
      case OP.BININT:
        return void stack.push(BigInt(reader.uint(4) | 0));
      case OP.BININT1:
        return void stack.push(BigInt(reader.byte()));
      case OP.BININT2:
        return void stack.push(BigInt(reader.uint(2)));
      case OP.LONG1:
        return void stack.push(integer(reader.byte()));
      case OP.LONG4:
        return void stack.push(integer(reader.uint(4)));
      case OP.INT: {
        const source = line();
        return void stack.push(source === "01" ? true : source === "00" ? false : integerText(source));
      }
      case OP.LONG:
        return void stack.push(integerText(line()));
      case OP.FLOAT:
        return void stack.push(floatText(line()));
      case OP.BINFLOAT:
        return void stack.push(float(reader.take(8)));

      case OP.STRING:
        return void stack.push(quoted(line()));
      case OP.BINSTRING:
        return void stack.push(decodeString(reader.take(reader.uint(4))));
      case OP.SHORT_BINSTRING:
        return void stack.push(decodeString(reader.take(reader.byte())));
      case OP.UNICODE:
        return void stack.push(rawUnicode(reader.line()));
      case OP.SHORT_BINUNICODE:
        return void stack.push(text(reader.byte()));
      case OP.BINUNICODE:
        return void stack.push(text(reader.uint(4)));
      case OP.BINUNICODE8:
        return void stack.push(text(reader.uint(8)));
      case OP.SHORT_BINBYTES:
        return void stack.push(bytes(reader.byte()));
      case OP.BINBYTES:
        return void stack.push(bytes(reader.uint(4)));
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        return void stack.push(bytes(reader.uint(8)));

      case OP.EMPTY_TUPLE:
      case OP.EMPTY_LIST:
        return void stack.push([]);
      case OP.TUPLE1:
        return void stack.push([pop()]);
      case OP.TUPLE2:
        return void stack.push([pop(), pop()].reverse());
      case OP.TUPLE3:
        return void stack.push([pop(), pop(), pop()].reverse());
      case OP.TUPLE:
      case OP.LIST:
        return void stack.push(popMarked());
      case OP.APPEND:
        return append([pop()]);
      case OP.APPENDS:
        return append(popMarked());
      case OP.EMPTY_DICT:
        return void stack.push(container(new Map()));
      case OP.DICT:
        return void stack.push(container(popPairs()));
      case OP.SETITEM:
        return setItems([pop(), pop()].reverse());
      case OP.SETITEMS:
        return setItems(popMarked());
      case OP.EMPTY_SET:
        return void stack.push(container(new Set()));
      case OP.FROZENSET:
        return void stack.push(container(new Set(popMarked())));
      case OP.ADDITEMS: {
        const items = popMarked();
        const target = top();
        if (!(target instanceof Set)) damaged("items are added to what is no set");
        for (const item of items) target.add(item);
        return;
      }

      case OP.MARK:
        return void marks.push(stack.length);
      case OP.POP:
        if (stack.length === marks.at(-1)) marks.pop();
        else pop();
        return;
      case OP.POP_MARK:
        return void popMarked();
      case OP.DUP:
        return void stack.push(top());

      case OP.GET:
        return void stack.push(recall(Number(integerText(line()))));
      case OP.BINGET:
        return void stack.push(recall(reader.byte()));
      case OP.LONG_BINGET:
        return void stack.push(recall(reader.uint(4)));
      case OP.PUT:
        return memorize(Number(integerText(line())));
      case OP.BINPUT:
        return memorize(reader.byte());
      case OP.LONG_BINPUT:
        return memorize(reader.uint(4));
      case OP.MEMOIZE:
        return memorize(memo.size);

      case OP.GLOBAL:
        return void stack.push(global(line(), line()));
      case OP.STACK_GLOBAL: {
        const name = pop();
        return void stack.push(global(pop(), name));
      }
      case OP.REDUCE:
      case OP.NEWOBJ: {
        const args = pop();
        return void stack.push(construct(pop(), args, spend));
      }
      case OP.NEWOBJ_EX: {
        const [keywords, args] = [pop(), pop()];
        return void stack.push(construct(pop(), [args, keywords], spend));
      }
      case OP.INST: {
        const callee = global(line(), line());
        return void stack.push(construct(callee, popMarked(), spend));
      }
      case OP.OBJ: {
        const [callee = damaged("a class is missing"), ...args] = popMarked();
        return void stack.push(construct(callee, args, spend));
      }
      case OP.BUILD:
        return build(pop());

      case OP.PERSID:
        return void stack.push(refer(line()));
      case OP.BINPERSID:
        return void stack.push(refer(pop()));

      case OP.EXT1:
      case OP.EXT2:
      case OP.EXT4:
        throw new FormatError("its pickle needs a registry of extensions, which is not in it");
      case OP.NEXT_BUFFER:
      case OP.READONLY_BUFFER:
        throw new FormatError("its pickle needs buffers that are not in it");
      default:
        damaged(`0x${op.toString(16).padStart(2, "0")} is no opcode`);
    }
  }

  for (let op = reader.byte(); op !== OP.STOP; op = reader.byte()) {
    spend(1);
    step(op);
  }
  return { value: pop(), references };
}

const scratch = new DataView(new ArrayBuffer(8));

/** Big-endian, as nothing else in a pickle is. */
function float(bytes: Uint8Array): number {
  for (let i = 0; i < 8; i++) scratch.setUint8(i, bytes[i]!);
  return scratch.getFloat64(0);
}

/** Two's complement, little-endian. */
function signed(bytes: Uint8Array): bigint {
  const digits = bytes.reduceRight((hex, byte) => hex + byte.toString(16).padStart(2, "0"), "0x0");
  return BigInt.asIntN(8 * bytes.length, BigInt(digits));
}

/** A `str` of Python 2, which is bytes: text where it can be, else each byte a character. */
function decodeString(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return characters(bytes);
  }
}

/** Python's encoding "raw-unicode-escape": each byte a character, further ones as `\uXXXX` and `\UXXXXXXXX`. */
function rawUnicode(bytes: Uint8Array): string {
  return characters(bytes).replaceAll(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (source, short, long) => {
    const code = parseInt(short ?? long, 16);
    return code > 0x10ffff ? source : String.fromCodePoint(code);
  });
}

function characters(bytes: Uint8Array): string {
  let text = "";
  // As many at once as a call may have arguments anywhere.
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
}
