/** A process name as nvidia-smi prints it; `undefined` for its markers for a missing name: `[Not Found]`, `N/A`, `-`. */
export function processName(text: string | undefined): string | undefined {
  return text === undefined || /^\[.*\]$|^(N\/A|-)?$/.test(text) ? undefined : text;
}
