/** Prints a command template as it was written in the grid file. */
import type { Template } from "../grid/template.ts";
import { shellQuote } from "../messages/text.ts";

/** The text of a template; the words of a list are quoted where a shell would need it, and separated by spaces. */
export function printTemplate({ form, words }: Template): string {
  const texts = words.map((parts) =>
    parts.map((part) => typeof part === "string" ? part.replaceAll(/[{}]/g, "$&$&") : `{${part.placeholder}}`).join("")
  );
  if (form !== "argv") return texts.join(" ");
  return texts.map((text) => /^[\w@%+=:,./{}~-]+$/.test(text) ? text : shellQuote(text)).join(" ");
}
