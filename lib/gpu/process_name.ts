/** The name of a process as nvidia-smi writes it; `undefined` for what stands for none: `[Not Found]`, `N/A`, `-`. */
export function processName(text: string | undefined): string | undefined {
  return text === undefined || /^\[.*\]$|^(N\/A|-)?$/.test(text) ? undefined : text;
}
