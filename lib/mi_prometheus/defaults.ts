/** The configuration that MI-Prometheus's own grid programs merge over `default_configs`. */
import type { ValueMap } from "../config/value.ts";
import { parseYaml } from "../config/yaml.ts";

/** The grid defaults of MI-Prometheus. A seed of -1 means that the trainer draws one. */
export const MI_PROMETHEUS_DEFAULTS = parseYaml(
  `training: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}
validation: {dataloader: {num_workers: 0}}
testing: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}`,
  "defaults",
).value as ValueMap;
