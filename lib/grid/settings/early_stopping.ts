/** The setting that stops runs early: how it is read, and its JSON Schema. */
import { describe, isMap, isScalar, keyText } from "../../config/value.ts";
import { suggestKey } from "../../messages/suggestion.ts";
import type { RungBasis } from "../../search/rungs.ts";
import type { JsonSchema } from "../json_schema.ts";
import { METRIC } from "./setting_kinds.ts";
import type { EarlyStopping } from "./settings.ts";
import { invalid, InvalidValue, type Kind, STRING, whole } from "./value_kinds.ts";

/** A number above 0. */
const ABOVE_0: Kind<number> = {
  read(value) {
    const number = isScalar(value) ? value.value : NaN;
    return typeof number === "number" && number > 0 && Number.isFinite(number)
      ? number
      : new InvalidValue("a number above 0");
  },
  schema: { type: "number", exclusiveMinimum: 0 },
};

const BASES: readonly RungBasis[] = ["best", "last"];

/** What counts at a rung. */
const BY: Kind<RungBasis> = {
  read: (value) => BASES.find((basis) => basis === value) ?? new InvalidValue("best or last"),
  schema: { enum: BASES },
};

const FIELDS = { first: ABOVE_0, eta: whole(2), resource: STRING, metric: METRIC, by: BY } as const;

const SCHEMAS: Readonly<Record<keyof typeof FIELDS, JsonSchema>> = {
  first: {
    description: "the epoch after which runs are compared first: a tenth of a run, for instance",
    ...ABOVE_0.schema,
  },
  eta: {
    description: "one of so many goes on, and the factor to the next comparison; default: 3",
    ...FIELDS.eta.schema,
  },
  resource: { description: "the column that counts; default: epoch", ...STRING.schema },
  metric: { description: "the metric by which runs are compared; default: that of the grid", ...METRIC.schema },
  by: {
    description:
      "what is compared: the best value so far (best), or that of the row that is there (last); default: best",
    ...BY.schema,
  },
};

/** When runs are stopped early. */
export const EARLY_STOPPING: Kind<EarlyStopping> = {
  read(value) {
    if (!isMap(value)) return new InvalidValue("a map such as {first: 3, eta: 3}");
    const known = Object.keys(FIELDS);
    const unknown = [...value.keys()].map(keyText).find((key) => !known.includes(key));
    if (unknown !== undefined) {
      return invalid(
        `unknown key "${unknown}"${suggestKey(unknown, known) || `: expected one of ${known.join(", ")}`}`,
      );
    }
    if (!value.has("first")) return invalid("first is missing: the epoch after which runs are compared first");
    const fields: Partial<Record<keyof typeof FIELDS, unknown>> = {};
    for (const [key, kind] of Object.entries(FIELDS) as [keyof typeof FIELDS, Kind<unknown>][]) {
      const given = value.get(key);
      if (given === undefined) continue;
      const read = kind.read(given);
      if (read instanceof InvalidValue) {
        const actual = read.actual ?? describe(given).slice(0, 80);
        return invalid(`${key}: ${read.problem ?? `expected ${read.expected}, got ${actual}`}`);
      }
      fields[key] = read;
    }
    return { eta: 3, resource: "epoch", metric: undefined, by: "best", ...fields } as EarlyStopping;
  },
  schema: { type: "object", properties: SCHEMAS, required: ["first"], additionalProperties: false },
};
