/** Finds out which parts of its configuration a command can see: placeholders, and `GRID_CONFIG` in the environment. */
import { configKey, placeholders, RESERVED } from "../../grid/placeholders.ts";
import type { Template } from "../../grid/template.ts";
import { specTemplates } from "../../launch/templates.ts";
import { usesMiPrometheus } from "../../mi_prometheus/commands.ts";
import type { RunSpec } from "../../plan/plan.ts";
import { CONFIGURATION } from "../../store/layout.ts";
import { overlapsAny } from "../overlaps.ts";

/** What the command of a run and its environment can see of the configuration, as far as the grid file shows it. */
export interface Sight {
  readonly spec: RunSpec;
  /** The whole configuration: `{config}`, or `GRID_CONFIG` in the command, `setup` or `env`. */
  readonly config: boolean;
  /** The values of axes and of `--set`: the placeholder is `args` or `overrides`. */
  readonly args: "args" | "overrides" | undefined;
  /** The seed of the run, or the repetition, from which a seed can be made. */
  readonly seed: boolean;
  /** The dotted keys of placeholders. */
  readonly keys: readonly string[];
  /** The literal text of the command, `setup`, `shell` and `env`. */
  readonly text: string;
}

/** What a run can see. Programs may also read `GRID_*` variables themselves, which cannot be known. */
export function sightOf(spec: RunSpec): Sight {
  const templates = specTemplates(spec, { tensorboard: false }).map(([, template]) => template);
  const names = templates.flatMap(placeholders);
  const text = [spec.settings.setup ?? "", ...spec.settings.shell, ...templates.map(literalText)].join("\n");
  return {
    spec,
    // MI-Prometheus's tester gets the configuration, or finds it next to the model.
    config: usesMiPrometheus(spec) || names.includes("config") || text.includes("GRID_CONFIG") ||
      Object.values(CONFIGURATION).some((file) => text.includes(file)),
    args: names.includes("args") ? "args" : names.includes("overrides") ? "overrides" : undefined,
    seed: names.includes("seed") || names.includes("repetition") ||
      /GRID_(?:SEED|REPETITION)|\$\{?S?RANDOM\b/.test(text),
    keys: names.flatMap((name) => configKey(name) ?? []),
    text,
  };
}

function literalText({ words }: Template): string {
  return words.map((parts) => parts.map((part) => typeof part === "string" ? part : " ").join("")).join(" ");
}

/** Whether a run can see a key of its configuration, or a part of it. */
export function sees({ config, keys }: Sight, key: string): boolean {
  return config || overlapsAny(key, keys);
}

/** The placeholder for a key, `{lr}` or `{config.name}`; `undefined` if the key cannot be written as one. */
export function placeholderOf(key: string): string | undefined {
  if (!/^[\w~][\w.~/-]*$/.test(key)) return undefined;
  return RESERVED.has(key) || key.startsWith("config.") ? `{config.${key}}` : `{${key}}`;
}
