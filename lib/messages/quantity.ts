/** Parses and formats durations and sizes: `1h30m`, `8GiB`. */

const SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/**
 * Parses a duration: a number of seconds, or numbers with units from large to small: `90s`, `30m`, `1h30m`, `1d`.
 *
 * @returns seconds, greater than 0; `undefined` if the text is not a duration
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) > 0 ? Number(text) : undefined;
  const match = /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text);
  if (match === null) return undefined;
  const seconds = ["d", "h", "m", "s"].reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * SECONDS[unit]!, 0);
  return seconds > 0 ? seconds : undefined;
}

/**
 * Formats a duration with its two largest units: `1h30m`, `2m05s`, `7.3s`.
 *
 * @param seconds at least 0
 */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const [d, h, m, s] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (n: number) => String(n).padStart(2, "0");
  if (d > 0) return `${d}d${two(h)}h`;
  if (h > 0) return `${h}h${two(m)}m`;
  return m > 0 ? `${m}m${two(s)}s` : `${s}s`;
}

/**
 * Parses a size: a number of bytes, or a number with a unit (`8GiB`, `500MB`).
 *
 * @returns bytes, greater than 0; `undefined` if the text is not a size
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text);
  const unit = match === null ? undefined : match[2] === "" ? 1 : BYTES[match[2]!];
  if (match === null || unit === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * unit);
  return bytes > 0 ? bytes : undefined;
}

/** Formats a number of bytes in binary units, as nvidia-smi does: `640 MiB`, `4.1 GiB`; less than one MiB in KiB. */
export function formatBytes(bytes: number): string {
  const kib = Math.ceil(bytes / 2 ** 10);
  if (bytes > 0 && kib < 2 ** 10) return `${kib} KiB`;
  const gib = bytes / 2 ** 30;
  return gib < 1 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${gib < 10 ? gib.toFixed(1) : Math.round(gib)} GiB`;
}
