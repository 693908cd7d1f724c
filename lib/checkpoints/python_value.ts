/** Represents Python values as plain data, without their behavior. */

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
  /** Lists, and tuples, which are frozen. */
  | readonly PythonValue[]
  /** Dicts of any kind. */
  | ReadonlyMap<PythonValue, PythonValue>
  | ReadonlySet<PythonValue>
  | PythonGlobal
  | PythonDateTime
  | PythonReference
  | PythonObject;

/** A class or function, known only by name. */
export interface PythonGlobal {
  readonly kind: "global";
  /** With its module: `torch.FloatStorage`. */
  readonly name: string;
}

/** A `datetime.datetime`, in whatever time zone it was created. */
export interface PythonDateTime {
  readonly kind: "datetime";
  /** `YYYYmmdd_HHMMSS` */
  readonly stamp: string;
}

/** A reference to data outside of the pickle, such as a tensor's storage. */
export interface PythonReference {
  readonly kind: "reference";
  readonly id: PythonValue;
}

/** Any other object: the call that would create it, and its state. It may contain itself. */
export interface PythonObject {
  readonly kind: "object";
  /** The class or function, with its module: `torch._utils._rebuild_tensor_v2`. */
  readonly type: string;
  readonly args: PythonValue;
  readonly state: PythonValue;
}

/** Whether a value is a dict. */
export function isDict(value: PythonValue | undefined): value is ReadonlyMap<PythonValue, PythonValue> {
  return value instanceof Map;
}

/** Whether a value is of a given kind, for kinds without a JavaScript equivalent. */
export function isKind<K extends (PythonGlobal | PythonDateTime | PythonReference | PythonObject)["kind"]>(
  value: PythonValue | undefined,
  kind: K,
): value is Extract<PythonValue, { kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}

/** Describes the kind of a value for messages: `a list`, `a torch.nn.modules.linear.Linear`. */
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

// Names in a pickle can have any content and length, and are printed to a terminal.
function shortAscii(name: string): string {
  const shown = name.replaceAll(/[^\x20-\x7e]/g, "?");
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}
