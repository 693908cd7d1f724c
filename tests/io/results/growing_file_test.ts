import { assertEquals } from "@std/assert";
import { MAX_BYTES, openGrowingFile } from "../../../io/results/growing_file.ts";

async function withFile(use: (path: string) => void): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    use(`${dir}/statistics.csv`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const append = (path: string, text: string) => Deno.writeTextFileSync(path, text, { append: true });

Deno.test("a file is read as it grows, from the moment it exists", () =>
  withFile((path) => {
    const file = openGrowingFile(path);
    assertEquals(file.look(), undefined);
    append(path, "a\nb");
    assertEquals(file.look(), { isNew: false, bytes: utf8("a\nb") });
    assertEquals(file.look(), undefined);
    append(path, "ü".repeat(300));
    assertEquals(file.look(), { isNew: false, bytes: utf8("ü".repeat(300)) });
  }));

Deno.test("a character that is cut in two is read as it comes", () =>
  withFile((path) => {
    const file = openGrowingFile(path);
    const [first, second] = new TextEncoder().encode("ü");
    Deno.writeFileSync(path, Uint8Array.of(first!));
    assertEquals(file.look(), { isNew: false, bytes: Uint8Array.of(first!) });
    Deno.writeFileSync(path, Uint8Array.of(second!), { append: true });
    assertEquals(file.look(), { isNew: false, bytes: Uint8Array.of(second!) });
  }));

Deno.test("a file that is written anew is read anew: shorter, or with other text", () =>
  withFile((path) => {
    const file = openGrowingFile(path);
    append(path, "epoch\n1\n2\n");
    file.look();
    Deno.writeTextFileSync(path, "epoch\n");
    assertEquals(file.look(), { isNew: true, bytes: utf8("epoch\n") });
    Deno.writeTextFileSync(path, "other\n1\n");
    assertEquals(file.look(), { isNew: true, bytes: utf8("other\n1\n") });
    // The same rows and more, as by a trainer that writes all rows each time, are rows that were appended.
    Deno.writeTextFileSync(`${path}.tmp`, "other\n1\n2\n");
    Deno.renameSync(`${path}.tmp`, path);
    assertEquals(file.look(), { isNew: false, bytes: utf8("2\n") });
  }));

Deno.test("what an earlier attempt left is ignored until it changes, and then read from the beginning", () =>
  withFile((path) => {
    append(path, "epoch\n1\n");
    const file = openGrowingFile(path, Deno.statSync(path));
    assertEquals(file.look(), undefined);
    append(path, "2\n");
    assertEquals(file.look(), { isNew: false, bytes: utf8("epoch\n1\n2\n") });
  }));

Deno.test("a look reads a bounded number of bytes", () =>
  withFile((path) => {
    append(path, "x".repeat(MAX_BYTES + 3));
    const file = openGrowingFile(path);
    assertEquals(file.look()!.bytes.length, MAX_BYTES);
    assertEquals(file.look()!.bytes.length, 3);
    assertEquals(file.look(), undefined);
  }));

Deno.test("what is no regular file is not read", () =>
  withFile((path) => {
    Deno.mkdirSync(path);
    assertEquals(openGrowingFile(path).look(), undefined);
  }));
