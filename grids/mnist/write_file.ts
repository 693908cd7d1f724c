import { UserError } from "./user_error.ts";

/** Writes a file in one go: whoever reads it sees the old or the new content, never a part. */
export function writeFile(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.new`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    Deno.writeFileSync(temporary, bytes);
    Deno.renameSync(temporary, path);
  } catch (cause) {
    throw new UserError(`${path}: cannot write: ${(cause as Error).message}`, { cause });
  }
}

/** Makes a directory, and those above it, where they are missing. */
export function makeDirectory(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new UserError(`${path}: cannot make the directory: ${(cause as Error).message}`, { cause });
  }
}
