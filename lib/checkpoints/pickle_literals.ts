/** Decodes numbers and texts in pickles: bytes, or lines of text in the oldest protocols. */

const INTEGER = /^ *[-+]?\d{1,2400}L? *$/;
const FLOATS: ReadonlyMap<string, number> = new Map([["nan", NaN], ["inf", Infinity], ["-inf", -Infinity]]);
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b", f: "\f", v: "\v" };

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const strictUtf8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Decodes UTF-8; invalid bytes become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/** Parses decimal digits, including `12L` as Python 2 writes a long; `undefined` if invalid or more than 2400 digits. */
export function parseInteger(source: string): bigint | undefined {
  return INTEGER.test(source) ? BigInt(source.trim().replace(/^\+|L$/g, "")) : undefined;
}

/** Parses a float as `repr` writes it; `undefined` if invalid. */
export function parseFloatText(source: string): number | undefined {
  const value = FLOATS.get(source) ?? Number(source);
  return Number.isNaN(value) && source !== "nan" ? undefined : value;
}

/** Parses a string as `repr` writes it, in quotes and with escapes; `undefined` if it has no quotes. */
export function unquote(source: string): string | undefined {
  if (!/^(["']).*\1$/s.test(source) || source.length < 2) return undefined;
  return source.slice(1, -1).replaceAll(
    /\\(?:x([0-9a-f]{2})|(.))/gs,
    (_, hex: string | undefined, character: string) =>
      hex === undefined ? ESCAPES[character] ?? character : String.fromCharCode(parseInt(hex, 16)),
  );
}

const scratch = new DataView(new ArrayBuffer(8));

/** Decodes an 8-byte float. It is big-endian, unlike everything else in a pickle. */
export function decodeFloat(bytes: Uint8Array): number {
  for (let i = 0; i < 8; i++) scratch.setUint8(i, bytes[i]!);
  return scratch.getFloat64(0);
}

/** Decodes an integer of any length: two's complement, little-endian. */
export function decodeInteger(bytes: Uint8Array): bigint {
  const digits = bytes.reduceRight((hex, byte) => hex + byte.toString(16).padStart(2, "0"), "0x0");
  return BigInt.asIntN(8 * bytes.length, BigInt(digits));
}

/** Decodes a `str` of Python 2, which holds bytes: UTF-8 if valid, otherwise one character per byte. */
export function decodeString(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return characters(bytes);
  }
}

/** Decodes Python's "raw-unicode-escape": one character per byte, others as `\uXXXX` and `\UXXXXXXXX`. */
export function decodeRawUnicode(bytes: Uint8Array): string {
  return characters(bytes).replaceAll(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (source, short, long) => {
    const code = parseInt(short ?? long, 16);
    return code > 0x10ffff ? source : String.fromCodePoint(code);
  });
}

function characters(bytes: Uint8Array): string {
  let text = "";
  // In chunks, because the number of arguments of a call is limited.
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
}
