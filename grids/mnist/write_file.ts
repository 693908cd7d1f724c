import { UserError } from "./user_error.ts";

/** Replaces a file atomically: readers see the old or the new content, never a part. */
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

/** Creates a directory and its parents if they do not exist. */
export function makeDirectory(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new UserError(`${path}: cannot create the directory: ${(cause as Error).message}`, { cause });
  }
}
