/** Random YAML documents with flow collections and strings whose lines are indented anyhow, as PyYAML reads them. */

/** A document that always is the same for a seed. */
export function arbitraryDocument(seed: number): string {
  const random = randomNumbers(seed);
  const document = { random, pick: <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]! };
  const start = document.pick(["", "", "", "---\n", "%YAML 1.1\n---\n", "# it's {\n"]);
  return `${start}${block(document, 0, 0)}${document.pick(["", "", "...\n", "# ] }\n"])}`;
}

interface Document {
  readonly random: () => number;
  pick<T>(items: readonly T[]): T;
}

// mulberry32
function randomNumbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KEYS = ["a", "b c", "'d {'", '"e: ["', "f]", "it's", "&k g", "x#y", "-h", "?i", ":j"];
const PLAIN = [
  "1.0",
  "foo",
  "it's",
  'say "',
  "a#b",
  "x:y",
  "b {",
  "c ]",
  "d, e",
  "-1",
  "?",
  "~",
  "http://x",
  "l'[",
  "&a!",
];
const FLOW_PLAIN = ["1.0", "foo", "it's", 'x"', "a#b", "x:y", "it 's", 'b "c', "-1", "- d", "~", "http://x", "e f"];
const COMMENTS = ["", "", "", " # c", " # it's [", ' # "} {', " #"];

function block(document: Document, indent: number, depth: number): string {
  const { random, pick } = document;
  const isList = random() < 0.3;
  const keys = [...KEYS].sort(() => random() - 0.5);
  let text = "";
  for (let entry = 0; entry <= Math.floor(random() * 4); entry++) {
    if (random() < 0.1) text += pick(["\n", "# x: {\n", "      # ' [\n"]);
    text += " ".repeat(indent) + (isList ? "-" : `${keys[entry]}:`) + value(document, indent, depth, isList);
  }
  return text;
}

// A value, from the space before it to the end of its last line.
function value(document: Document, indent: number, depth: number, isItem: boolean): string {
  const { random, pick } = document;
  const property = pick(["", "", "", "", "&x ", "!!str "]);
  const kind = random();
  if (kind < 0.2 && depth < 3) {
    if (isItem && random() < 0.5) return ` ${block(document, indent + 2, depth + 1).trimStart()}`;
    return `${pick(COMMENTS)}\n${block(document, indent + 1 + Math.floor(random() * 3), depth + 1)}`;
  }
  const start = random() < 0.9 ? " " : `${pick(COMMENTS)}\n${" ".repeat(indent + 1)}`;
  if (kind < 0.55) return `${start}${pick(["", "", "", "&x "])}${flow(document, 0)}${pick(COMMENTS)}\n`;
  if (kind < 0.7) return `${start}${property}${quoted(document)}${pick(COMMENTS)}\n`;
  if (kind < 0.8) return ` ${property}${blockScalar(document, indent)}`;
  const more = random() < 0.3 ? `\n${" ".repeat(indent + 1)}${pick(["{ x", "[", "it's }", '"', "y"])}` : "";
  return `${start}${pick(PLAIN)}${more}${pick(COMMENTS)}\n`;
}

function flow(document: Document, depth: number): string {
  const { random, pick } = document;
  const isMap = random() < 0.5;
  const entries = Array.from({ length: Math.floor(random() * 4) }, (_, entry) => {
    if (!isMap) return flowNode(document, depth);
    const key = pick([`k${entry}`, `'k${entry} {'`, `"k${entry} ]"`]);
    return `${key}:${random() < 0.9 ? space(document) || " " : key.startsWith("k") ? " " : ""}${
      flowNode(document, depth)
    }`;
  });
  const inner = entries.map((entry) => space(document) + entry + space(document)).join(",");
  return isMap ? `{${inner}${space(document)}}` : `[${inner}${space(document)}]`;
}

function flowNode(document: Document, depth: number): string {
  const { random, pick } = document;
  if (depth < 3 && random() < 0.3) return flow(document, depth + 1);
  return random() < 0.4 ? quoted(document) : pick(FLOW_PLAIN) + (random() < 0.1 ? `${newLine(document)}more` : "");
}

function quoted(document: Document): string {
  const { random, pick } = document;
  const isDouble = random() < 0.5;
  const parts = isDouble
    ? ["a", "{", "]", "it's", '\\"', "# x", ", ", "\\\\", ": "]
    : ["a", "[", "}", "''", '"', " #", "\\", ": "];
  let text = "";
  for (let part = 0; part < 4; part++) {
    text += pick(parts);
    // js-yaml drops blank lines after an escaped line break.
    if (random() < 0.15) {
      text += isDouble && random() < 0.3 ? `\\${newLine(document).replace("\n\n", "\n")}` : newLine(document);
    }
  }
  return isDouble ? `"${text}"` : `'${text}'`;
}

function blockScalar({ random, pick }: Document, indent: number): string {
  const width = indent + 1 + Math.floor(random() * 3);
  const lines = Array.from(
    { length: 1 + Math.floor(random() * 3) },
    () => pick(["", " ".repeat(width) + pick(["x: {", "[", "'", '"', "# c", "- a", "y }"])]),
  );
  return `${pick(["|", ">", "|-", ">+", "| # c"])}\n${" ".repeat(width)}first [\n${
    lines.map((line) => `${line}\n`).join("")
  }`;
}

// Between the tokens of a flow collection.
function space(document: Document): string {
  if (document.random() < 0.6) return document.pick(["", " "]);
  return document.pick(COMMENTS) + newLine(document);
}

function newLine({ random, pick }: Document): string {
  return `${pick(["\n", "\n", "\n", "\n\n", " \n"])}${" ".repeat(random() < 0.5 ? 0 : Math.floor(random() * 12))}`;
}
