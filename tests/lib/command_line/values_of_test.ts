import { assertEquals } from "@std/assert";
import { parseArguments, type ValuesOf } from "../../../lib/command_line/option.ts";

const FLAG = { flags: "-a, --all-runs", description: "" } as const;
const NEGATED = { flags: "--no-diff", description: "" } as const;
const TEXT = { flags: "--axis <key=[a, b]>", description: "" } as const;
const CHOICE = { flags: "--on <backend>", description: "", choices: ["cpu", "gpu"] } as const;
const NUMBER = { flags: "--max-n <n>", description: "", parse: Number, default: 1 } as const;

Deno.test("the types of values are those that parseArguments() gives", () => {
  type Values =
    & ValuesOf<typeof FLAG>
    & ValuesOf<typeof NEGATED>
    & ValuesOf<typeof TEXT>
    & ValuesOf<typeof CHOICE>
    & ValuesOf<typeof NUMBER>;
  const options = [FLAG, NEGATED, TEXT, CHOICE, NUMBER];
  const least: Values = { diff: true, maxN: 1 };
  assertEquals<unknown>(parseArguments(options, []).values, least);
  const all: Values = { allRuns: true, diff: false, axis: "x=[1]", on: "gpu", maxN: 3 };
  const words = ["-a", "--no-diff", "--axis", "x=[1]", "--on=gpu", "--max-n", "3"];
  assertEquals<unknown>(parseArguments(options, words).values, all);
  // @ts-expect-error: not one of the choices
  const _wrong: Values = { ...least, on: "tpu" };
  // @ts-expect-error: a flag with a default always has a value
  const _missing: Values = { diff: true };
});
