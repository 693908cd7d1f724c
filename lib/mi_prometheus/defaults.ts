/** What MI-Prometheus lays over the default configurations of a task. */
import { parseYaml } from "../config/parse_yaml.ts";
import type { ValueMap } from "../config/value.ts";

/** What MI-Prometheus lays over a task's default configurations: -1 means that the trainer draws a seed. */
export const MI_PROMETHEUS_DEFAULTS = parseYaml(
  `training: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}
validation: {dataloader: {num_workers: 0}}
testing: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}`,
  "defaults",
).value as ValueMap;
