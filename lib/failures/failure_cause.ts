/** Names the cause of a failure, in words that are the same for failures of the same kind. */

const MAX_LENGTH = 200;

// A directory in an absolute path, but not in an address (`http://host/dir/page`).
const DIRECTORY = /(?<![\w/:.…])(?:\/[\w.+@~=,…-]+)+\/(?=[\w.+@~=,…-])/g;

/**
 * The cause: a line such as {@link causeLine} finds. Numbers, addresses and hashes are masked (`#`), and directories of absolute
 * paths left out (`…/`), so that they do not tell causes apart.
 */
export function failureCause(line: string): string {
  const masked = line
    .replaceAll(DIRECTORY, "…/")
    .replaceAll(/\b0x[0-9a-f]+\b/gi, "#")
    .replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{7,}\b/gi, "#")
    .replaceAll(/\d+(?:[.,:]\d+)*(?:e[-+]?\d+)?/gi, "#");
  return masked.length > MAX_LENGTH ? `${masked.slice(0, MAX_LENGTH - 1)}…` : masked;
}
