/// <reference lib="dom" />
/** Copies texts to the clipboard. */

/**
 * Copies a text.
 *
 * @throws if the browser does not permit it
 */
export async function copyText(text: string): Promise<void> {
  // Absent on pages from other hosts without HTTPS.
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "hidden";
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (!isCopied) throw new Error("not permitted");
}
