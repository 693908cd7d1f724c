/** Parses the help of a Hydra app, which prints its configuration. */
import { leaves } from "../config/key_path.ts";
import { isList, isMap, isScalar, plainText, type Value } from "../config/value.ts";
import { parseYaml, YamlError } from "../config/yaml.ts";
import { NO_HELP, type TrainerHelp, type TrainerOption } from "./trainer_help.ts";

/** Parses it: groups of configurations, and the keys of the configuration. */
export function parseHydraHelp(lines: readonly string[]): TrainerHelp {
  const sections = new Map<string, string[]>();
  let section: string[] = [];
  for (const line of lines) {
    const [, title] = /^== (.*) ==$/.exec(line) ?? [];
    if (title !== undefined) sections.set(title, section = []);
    else if (/^powered by hydra\b/i.test(line)) section = [];
    else section.push(line);
  }
  const groups = (sections.get("Configuration groups") ?? []).flatMap((line): TrainerOption[] => {
    const [, name, values] = /^([\w./-]+): (.+)$/.exec(line) ?? [];
    const choices = values?.split(", ") ?? [];
    if (name === undefined || choices.length < 2) return [];
    const description = "a group of configurations: not together with its keys";
    return [{ name, aliases: [], takes: { kind: "value" }, choices, description, isRequired: false }];
  });
  return { ...NO_HELP, library: "hydra", options: [...keysIn(sections.get("Config") ?? []), ...groups] };
}

function keysIn(lines: readonly string[]): TrainerOption[] {
  // Below its first line, which explains it.
  const text = lines.filter((line) => !/^Override anything /.test(line)).join("\n");
  let value: Value;
  try {
    ({ value } = parseYaml(text, ""));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return [];
  }
  return isMap(value) ? leaves(value).flatMap(([name, leaf]) => optionOf(name, leaf)) : [];
}

function optionOf(name: string, value: Value): TrainerOption[] {
  const option = { name, aliases: [], description: "", isRequired: false };
  if (isList(value)) {
    return [{ ...option, takes: { kind: "list", style: "json" }, default: value.map(plainText) }];
  }
  if (isScalar(value) && value.value === null) return [{ ...option, takes: { kind: "value" } }];
  const text = plainText(value);
  // `???` has to be given.
  if (text === "???") return [{ ...option, takes: { kind: "value" }, isRequired: true }];
  const isBoolean = isScalar(value) && typeof value.value === "boolean";
  return [{ ...option, takes: isBoolean ? { kind: "boolean", style: "value" } : { kind: "value" }, default: text }];
}
