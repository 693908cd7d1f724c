/** Describes how two fingerprints differ: in settings, in the contents of files. */
import type { Fingerprint } from "../run/journal_record.ts";
import { printable } from "./printable.ts";

/** How two fingerprints differ: `another command: "a" → "b"`, `another seed: 1 → 2`, `another train.py`. */
export function describeChanges(before: Fingerprint, now: Fingerprint): string[] {
  const names = new Set([...Object.keys(before.settings), ...Object.keys(now.settings)]);
  const settings = [...names].filter((name) => before.settings[name] !== now.settings[name]).map((name) => {
    const texts = [before.settings[name], now.settings[name]] as const;
    const [was, is] = name === "seed" ? texts.map((text) => text ?? "none") : quoteDifference(...texts);
    return `another ${printable(name)}: ${was} → ${is}`;
  });
  const files = changedFiles(before, now);
  return files.length === 0 ? settings : [...settings, `another ${files.join(", ")}`];
}

/** How the files of two fingerprints of one command differ: `train.py changed`. */
export function describeFileChange(before: Fingerprint, now: Fingerprint): string {
  return `${changedFiles(before, now).join(", ")} changed`;
}

// Another command may name other files: these do not count as changed.
function changedFiles(before: Fingerprint, now: Fingerprint): string[] {
  const isSameCommand = ["command", "test_command", "setup", "workdir"].every((name) =>
    before.settings[name] === now.settings[name]
  );
  const paths = new Set([...Object.keys(before.files), ...Object.keys(now.files)]);
  return [...paths].filter((path) => {
    const [was, is] = [before.files[path], now.files[path]];
    return was !== is && (isSameCommand || (was !== undefined && is !== undefined));
  }).map(printable);
}

// Longer texts are shortened to the part that differs.
const MAX_TEXT = 160;
const CONTEXT = 20;

function quoteDifference(before: string | undefined, now: string | undefined): [string, string] {
  if (before === undefined || now === undefined) return [quote(before, 0), quote(now, 0)];
  const isLong = Math.max(before.length, now.length) > MAX_TEXT;
  let common = 0;
  while (isLong && common < before.length && before[common] === now[common]) common++;
  const start = common > CONTEXT ? common - CONTEXT : 0;
  return [quote(before, start), quote(now, start)];
}

function quote(text: string | undefined, start: number): string {
  if (text === undefined) return "none";
  const end = start + MAX_TEXT;
  const shown = text.slice(start, end).replaceAll(/\s+/g, " ");
  return `"${start > 0 ? "…" : ""}${printable(shown)}${text.length > end ? "…" : ""}"`;
}
