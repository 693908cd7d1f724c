/** Console sessions in documentation pages: the files and commands that a page shows, and what the commands print. */

/** A block of a page, in order. */
export type Block =
  /** A file that the page shows, named right before it: "This is `train.sh`:". */
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  /** A command and all that it prints, on stdout and stderr. */
  | { readonly kind: "command"; readonly command: string; readonly output: string };

/** The files and the commands (` ```console `, lines that start with `$ `) of a Markdown page. */
export function consoleBlocks(page: string): Block[] {
  const blocks: Block[] = [];
  for (const [, before, language, text] of page.matchAll(/([^\n]*)\n+```(\w+)\n([^]*?)\n```/g)) {
    const path = /`([\w./-]+)`:$/.exec(before!)?.[1];
    if (language === "console") blocks.push(...commandsOf(text!));
    else if (path !== undefined) blocks.push({ kind: "file", path, text: `${text}\n` });
  }
  return blocks;
}

function commandsOf(text: string): Block[] {
  return text.split(/^\$ /m).slice(1).map((entry) => {
    const [command, ...output] = entry.trimEnd().split("\n") as [string, ...string[]];
    return { kind: "command", command, output: output.join("\n") };
  });
}

/** Replaces what differs between two runs of a command: dates, times of day, durations, seeds, pids, the host, why CPUs are used. */
export function normalize(output: string, host: string): string {
  return output.replaceAll(/\b\d{4}-\d\d-\d\d\b/g, "2000-01-01")
    .replaceAll(/\b\d\d:\d\d:\d\d\b/g, "00:00:00")
    .replaceAll(/\b(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?s\b/g, "0s")
    .replaceAll(/\b\d+ KiB\b/g, "1 KiB")
    .replaceAll(/\bseed: \d+ → \d+/g, "seed: 1 → 2")
    .replaceAll(/\bpid \d+/g, "pid 1")
    .replaceAll(`on ${host}`, "on lab")
    .replaceAll(/ on CPUs \(.*\)$/gm, " on CPUs")
    .trimEnd();
}

const STAMP = /\d{8}_\d{6}/g;

/** The time stamps of a page, and those that took their place. */
export type Stamps = Map<string, string>;

/** A command of the page with the time stamps that are known by now. */
export function withStamps(text: string, stamps: Stamps): string {
  return text.replaceAll(STAMP, (stamp) => stamps.get(stamp) ?? stamp);
}

/**
 * Compares an output with the page.
 *
 * @param stamps those known by now; new ones are added if the outputs are equal
 * @returns whether they are equal, apart from time stamps, each of which always has to be the same
 */
export function isSameOutput(actual: string, expected: string, stamps: Stamps): boolean {
  if (actual.replaceAll(STAMP, "@") !== expected.replaceAll(STAMP, "@")) return false;
  const found = actual.match(STAMP) ?? [];
  const pairs = (expected.match(STAMP) ?? []).map((stamp, index) => [stamp, found[index]!] as const);
  const next = new Map(stamps);
  for (const [stamp, actual] of pairs) {
    if ((next.get(stamp) ?? actual) !== actual) return false;
    next.set(stamp, actual);
  }
  for (const [stamp, actual] of next) stamps.set(stamp, actual);
  return true;
}
