/**
 * Reads Python pickles (docs.python.org/3/library/pickletools.html), protocols 0 to 5, as data. A pickle is a program for a
 * stack machine. This machine only builds values: it imports no modules and calls no functions.
 *
 * It neither recurses nor copies shared values, so its work is bounded by the number of opcodes, even for deeply nested lists
 * or lists that contain themselves.
 */
import { type ByteReader, FormatError } from "./byte_reader.ts";
import { decodeFloat, decodeRawUnicode, decodeString } from "./pickle_literals.ts";
import {
  addItems,
  addPairs,
  append,
  build,
  call,
  corrupt,
  createMachine,
  floatIn,
  globalOf,
  integerIn,
  memorize,
  type PickleMachine,
  pop,
  popMarked,
  push,
  pushContainer,
  readBytes,
  readInteger,
  readLine,
  readText,
  recall,
  refer,
  setItems,
  spend,
  stringIn,
  top,
} from "./pickle_machine.ts";
import type { PythonValue } from "./python_value.ts";

export interface Pickled {
  readonly value: PythonValue;
  /** References to data outside of the pickle, with duplicates. */
  readonly references: readonly PythonValue[];
}

/** Enough for a model with 40,000 tensors, and limits memory to about 200 MB whatever the pickle builds. */
const MAX_STEPS = 2_000_000;

const NEWEST_PROTOCOL = 5;

/**
 * Reads one pickle, and no bytes after it.
 *
 * @param limit maximum number of steps
 * @throws {FormatError} if the pickle is corrupt or truncated, takes too many steps, or needs data outside of it
 */
export function unpickle(reader: ByteReader, limit = MAX_STEPS): Pickled {
  const machine = createMachine(reader, limit);
  for (let op = reader.byte(); op !== OP.STOP; op = reader.byte()) {
    spend(machine, 1);
    step(machine, op);
  }
  return { value: pop(machine), references: machine.references };
}

// Executes one opcode.
function step(machine: PickleMachine, op: number): void {
  const { reader } = machine;
  switch (op) {
    case OP.PROTO: {
      const protocol = reader.byte();
      if (protocol > NEWEST_PROTOCOL) {
        throw new FormatError(`unknown pickle protocol ${protocol}, expected at most ${NEWEST_PROTOCOL}`);
      }
      return;
    }
    // Frame lengths only help unbuffered readers.
    case OP.FRAME:
      return void reader.take(8);

    case OP.NONE:
      return push(machine, null);
    case OP.NEWTRUE:
      return push(machine, true);
    case OP.NEWFALSE:
      return push(machine, false);
    case OP.BININT:
      return push(machine, BigInt(reader.uint(4) | 0));
    case OP.BININT1:
      return push(machine, BigInt(reader.byte()));
    case OP.BININT2:
      return push(machine, BigInt(reader.uint(2)));
    case OP.LONG1:
      return push(machine, readInteger(machine, reader.byte()));
    case OP.LONG4:
      return push(machine, readInteger(machine, reader.uint(4)));
    case OP.INT: {
      const source = readLine(machine);
      return push(machine, source === "01" ? true : source === "00" ? false : integerIn(machine, source));
    }
    case OP.LONG:
      return push(machine, integerIn(machine, readLine(machine)));
    case OP.FLOAT:
      return push(machine, floatIn(machine, readLine(machine)));
    case OP.BINFLOAT:
      return push(machine, decodeFloat(reader.take(8)));

    case OP.STRING:
      return push(machine, stringIn(machine, readLine(machine)));
    case OP.BINSTRING:
      return push(machine, decodeString(reader.take(reader.uint(4))));
    case OP.SHORT_BINSTRING:
      return push(machine, decodeString(reader.take(reader.byte())));
    case OP.UNICODE:
      return push(machine, decodeRawUnicode(reader.line()));
    case OP.SHORT_BINUNICODE:
      return push(machine, readText(machine, reader.byte()));
    case OP.BINUNICODE:
      return push(machine, readText(machine, reader.uint(4)));
    case OP.BINUNICODE8:
      return push(machine, readText(machine, reader.uint(8)));
    case OP.SHORT_BINBYTES:
      return push(machine, readBytes(machine, reader.byte()));
    case OP.BINBYTES:
      return push(machine, readBytes(machine, reader.uint(4)));
    case OP.BINBYTES8:
    case OP.BYTEARRAY8:
      return push(machine, readBytes(machine, reader.uint(8)));

    case OP.EMPTY_TUPLE:
      return push(machine, Object.freeze([]));
    case OP.TUPLE1:
      return push(machine, Object.freeze([pop(machine)]));
    case OP.TUPLE2:
      return push(machine, Object.freeze([pop(machine), pop(machine)].reverse()));
    case OP.TUPLE3:
      return push(machine, Object.freeze([pop(machine), pop(machine), pop(machine)].reverse()));
    case OP.TUPLE:
      return push(machine, Object.freeze(popMarked(machine)));
    case OP.EMPTY_LIST:
      return push(machine, []);
    case OP.LIST:
      return push(machine, popMarked(machine));
    case OP.APPEND:
      return append(machine, [pop(machine)]);
    case OP.APPENDS:
      return append(machine, popMarked(machine));
    case OP.EMPTY_DICT:
      return pushContainer(machine, new Map());
    case OP.DICT:
      return pushContainer(machine, addPairs(machine, new Map(), popMarked(machine)));
    case OP.SETITEM:
      return setItems(machine, [pop(machine), pop(machine)].reverse());
    case OP.SETITEMS:
      return setItems(machine, popMarked(machine));
    case OP.EMPTY_SET:
      return pushContainer(machine, new Set());
    case OP.FROZENSET:
      return pushContainer(machine, new Set(popMarked(machine)));
    case OP.ADDITEMS:
      return addItems(machine, popMarked(machine));

    case OP.MARK:
      return void machine.marks.push(machine.stack.length);
    case OP.POP:
      if (machine.stack.length === machine.marks.at(-1)) machine.marks.pop();
      else pop(machine);
      return;
    case OP.POP_MARK:
      return void popMarked(machine);
    case OP.DUP:
      return push(machine, top(machine));

    case OP.GET:
      return recall(machine, Number(integerIn(machine, readLine(machine))));
    case OP.BINGET:
      return recall(machine, reader.byte());
    case OP.LONG_BINGET:
      return recall(machine, reader.uint(4));
    case OP.PUT:
      return memorize(machine, Number(integerIn(machine, readLine(machine))));
    case OP.BINPUT:
      return memorize(machine, reader.byte());
    case OP.LONG_BINPUT:
      return memorize(machine, reader.uint(4));
    case OP.MEMOIZE:
      return memorize(machine, machine.memo.size);

    case OP.GLOBAL:
      return push(machine, globalOf(machine, readLine(machine), readLine(machine)));
    case OP.STACK_GLOBAL: {
      const name = pop(machine);
      return push(machine, globalOf(machine, pop(machine), name));
    }
    case OP.REDUCE:
    case OP.NEWOBJ: {
      const args = pop(machine);
      return call(machine, pop(machine), args);
    }
    case OP.NEWOBJ_EX: {
      const [keywords, args] = [pop(machine), pop(machine)];
      return call(machine, pop(machine), [args, keywords]);
    }
    case OP.INST: {
      const callee = globalOf(machine, readLine(machine), readLine(machine));
      return call(machine, callee, popMarked(machine));
    }
    case OP.OBJ: {
      const [callee = corrupt(machine, "a class is missing"), ...args] = popMarked(machine);
      return call(machine, callee, args);
    }
    case OP.BUILD:
      return build(machine, pop(machine));

    case OP.PERSID:
      return refer(machine, readLine(machine));
    case OP.BINPERSID:
      return refer(machine, pop(machine));

    case OP.EXT1:
    case OP.EXT2:
    case OP.EXT4:
      throw new FormatError("unsupported pickle: needs an extension registry");
    case OP.NEXT_BUFFER:
    case OP.READONLY_BUFFER:
      throw new FormatError("unsupported pickle: needs out-of-band buffers");
    default:
      corrupt(machine, `unknown opcode 0x${op.toString(16).padStart(2, "0")}`);
  }
}

// The opcodes of pickle protocols 0 to 5, with the names used by Python's `pickletools`.

const OP = {
  MARK: 0x28,
  EMPTY_TUPLE: 0x29,
  STOP: 0x2e,
  POP: 0x30,
  POP_MARK: 0x31,
  DUP: 0x32,
  BINBYTES: 0x42,
  SHORT_BINBYTES: 0x43,
  FLOAT: 0x46,
  BINFLOAT: 0x47,
  INT: 0x49,
  BININT: 0x4a,
  BININT1: 0x4b,
  LONG: 0x4c,
  BININT2: 0x4d,
  NONE: 0x4e,
  PERSID: 0x50,
  BINPERSID: 0x51,
  REDUCE: 0x52,
  STRING: 0x53,
  BINSTRING: 0x54,
  SHORT_BINSTRING: 0x55,
  UNICODE: 0x56,
  BINUNICODE: 0x58,
  EMPTY_LIST: 0x5d,
  APPEND: 0x61,
  BUILD: 0x62,
  GLOBAL: 0x63,
  DICT: 0x64,
  APPENDS: 0x65,
  GET: 0x67,
  BINGET: 0x68,
  INST: 0x69,
  LONG_BINGET: 0x6a,
  LIST: 0x6c,
  OBJ: 0x6f,
  PUT: 0x70,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  SETITEM: 0x73,
  TUPLE: 0x74,
  SETITEMS: 0x75,
  EMPTY_DICT: 0x7d,
  PROTO: 0x80,
  NEWOBJ: 0x81,
  EXT1: 0x82,
  EXT2: 0x83,
  EXT4: 0x84,
  TUPLE1: 0x85,
  TUPLE2: 0x86,
  TUPLE3: 0x87,
  NEWTRUE: 0x88,
  NEWFALSE: 0x89,
  LONG1: 0x8a,
  LONG4: 0x8b,
  SHORT_BINUNICODE: 0x8c,
  BINUNICODE8: 0x8d,
  BINBYTES8: 0x8e,
  EMPTY_SET: 0x8f,
  ADDITEMS: 0x90,
  FROZENSET: 0x91,
  NEWOBJ_EX: 0x92,
  STACK_GLOBAL: 0x93,
  MEMOIZE: 0x94,
  FRAME: 0x95,
  BYTEARRAY8: 0x96,
  NEXT_BUFFER: 0x97,
  READONLY_BUFFER: 0x98,
} as const;
