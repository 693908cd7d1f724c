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

// Writes Python values as Python does, for cells that MI-Prometheus's analyzer would write.

// Longer texts, of whole histories for example, are cut off.
const MAX_LENGTH = 4_000;

/**
 * A value as Python's `csv` module writes it: `str(value)`, and nothing for `None`. Texts of more than 4,000 characters end
 * with `…`.
 *
 * @returns `undefined` for what is not plain data, such as a tensor
 */
export function pythonText(value: PythonValue): string | undefined {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (isKind(value, "datetime")) return value.stamp;
  const text = representation(value, []);
  return text !== undefined && text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

// `repr(value)`. `within` are the containers around it.
function representation(value: PythonValue, within: readonly PythonValue[]): string | undefined {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return floatText(value);
  if (typeof value === "string") return quoted(value);
  if (within.includes(value)) return Array.isArray(value) ? "[...]" : "{...}";
  const inside = [...within, value];
  if (Array.isArray(value)) {
    const items = representations(value, inside);
    if (items === undefined || !Object.isFrozen(value)) return items && `[${items.join(", ")}]`;
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
  }
  if (value instanceof Set) {
    const items = representations(value, inside);
    return items?.length === 0 ? "set()" : items && `{${items.join(", ")}}`;
  }
  if (!(value instanceof Map)) return undefined;
  const keys = representations(value.keys(), inside);
  const values = representations(value.values(), inside);
  return keys && values && `{${keys.map((key, index) => `${key}: ${values[index]}`).join(", ")}}`;
}

function representations(values: Iterable<PythonValue>, within: readonly PythonValue[]): string[] | undefined {
  const texts: string[] = [];
  let length = 0;
  for (const value of values) {
    const text = representation(value, within);
    if (text === undefined) return undefined;
    texts.push(text);
    length += text.length;
    if (length > MAX_LENGTH) break;
  }
  return texts;
}

// The shortest digits that give the same number, with an exponent below 1e-4 and from 1e16.
function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [mantissa, power] = value.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const digits = String(value);
  return digits.includes(".") ? digits : `${digits}.0`;
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll(/[\\\p{Cc}\xa0\xad]/gu, (ch) => ESCAPES[ch] ?? hex(ch));
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function hex(ch: string): string {
  return `\\x${ch.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
