/** Python's values as data: what they would do in Python is nothing that they can do here. */

/** A value that a pickle describes. */
export type PythonValue =
  | null
  | boolean
  /** An `int`, exact. */
  | bigint
  /** A `float`. */
  | number
  | string
  /** `bytes` and `bytearray`. */
  | Uint8Array
  /** Lists and tuples. */
  | readonly PythonValue[]
  /** Dicts of any kind. */
  | ReadonlyMap<PythonValue, PythonValue>
  | ReadonlySet<PythonValue>
  | PythonGlobal
  | PythonDateTime
  | PythonReference
  | PythonObject;

/** A class or a function, which is only named. */
export interface PythonGlobal {
  readonly kind: "global";
  /** With its module: `torch.FloatStorage`. */
  readonly name: string;
}

/** A `datetime.datetime`, in its own time zone. */
export interface PythonDateTime {
  readonly kind: "datetime";
  /** `YYYYmmdd_HHMMSS` */
  readonly stamp: string;
}

/** What is kept outside of the pickle, a tensor's storage for instance. */
export interface PythonReference {
  readonly kind: "reference";
  readonly id: PythonValue;
}

/** An object of any other kind: what it would be made by, and from. It may contain itself. */
export interface PythonObject {
  readonly kind: "object";
  /** The class or function, with its module: `torch._utils._rebuild_tensor_v2`. */
  readonly type: string;
  readonly args: PythonValue;
  readonly state: PythonValue;
}

/** Whether it is a dict. */
export function isDict(value: PythonValue | undefined): value is ReadonlyMap<PythonValue, PythonValue> {
  return value instanceof Map;
}

/** Whether it is of one of the kinds that have no counterpart in JavaScript. */
export function isKind<K extends (PythonGlobal | PythonDateTime | PythonReference | PythonObject)["kind"]>(
  value: PythonValue | undefined,
  kind: K,
): value is Extract<PythonValue, { kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}

/** What kind of value it is, for people: `a list`, `torch.nn.modules.linear.Linear`. */
export function describeKind(value: PythonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return "a bool";
  if (typeof value === "bigint") return "an int";
  if (typeof value === "number") return "a float";
  if (typeof value === "string") return "a str";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Map) return "a dict";
  if (value instanceof Set) return "a set";
  if (isKind(value, "datetime")) return "a datetime";
  if (isKind(value, "object")) return `a ${shortAscii(value.type)}`;
  return isKind(value, "global") ? shortAscii(value.name) : Array.isArray(value) ? "a list" : "a storage";
}

// A name in a pickle may be anything, of any length, and is shown on a terminal.
function shortAscii(name: string): string {
  const shown = name.replaceAll(/[^\x20-\x7e]/g, "?");
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}
