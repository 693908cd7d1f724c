import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError, namesOf, type Option, parseArguments } from "../../../lib/command_line/option.ts";
import { UsageError } from "../../../lib/messages/problem.ts";

const OPTIONS: readonly Option[] = [
  { flags: "-c, --config <grid>", description: "" },
  { flags: "-f, --follow", description: "" },
  { flags: "-n, --tail <lines>", description: "", parse: even },
  { flags: "--on <backend>", description: "", choices: ["cpu", "gpu"] },
  { flags: "--set <key=yaml>", description: "", parse: (text, all: string[]) => [...all, text], default: [] },
  { flags: "--max-concurrent-runs <n>", description: "", default: 3 },
  { flags: "--c <grid>", description: "", isHidden: true },
];

function even(text: string): number {
  if (Number(text) % 2 !== 0) throw new InvalidArgumentError("Expected an even number.");
  return Number(text);
}

const DEFAULTS = { set: [], maxConcurrentRuns: 3 };

function parse(...words: string[]) {
  const { values, typed, args } = parseArguments(OPTIONS, words);
  return { values, typed: [...typed], args };
}

Deno.test("flags and other arguments can be mixed", () => {
  assertEquals(parse(), { values: DEFAULTS, typed: [], args: [] });
  assertEquals(parse("a", "--follow", "b", "--on", "gpu", "c"), {
    values: { ...DEFAULTS, follow: true, on: "gpu" },
    typed: ["follow", "on"],
    args: ["a", "b", "c"],
  });
  assertEquals(parse("-", "--", "--follow", "--"), { values: DEFAULTS, typed: [], args: ["-", "--follow", "--"] });
});

Deno.test("a value follows its flag, whatever it begins with, or an equals sign", () => {
  assertEquals(parse("--config", "--follow").values.config, "--follow");
  assertEquals(parse("--config=a=b").values.config, "a=b");
  assertEquals(parse("--config=").values.config, "");
  assertEquals(parse("--max-concurrent-runs", "-1"), {
    values: { ...DEFAULTS, maxConcurrentRuns: "-1" },
    typed: ["maxConcurrentRuns"],
    args: [],
  });
  assertEquals(parse("--set", "a=1", "--set=b=2").values.set, ["a=1", "b=2"]);
  assertEquals(parse("--c", "x").values, { ...DEFAULTS, c: "x" });
});

Deno.test("a flag that turns something off is false if it is given, and true otherwise", () => {
  const options = [{ flags: "--no-diff", description: "" }];
  assertEquals(parseArguments(options, []).values, { diff: true });
  assertEquals(parseArguments(options, ["--no-diff"]).values, { diff: false });
});

Deno.test("short flags can be written together, and with their value", () => {
  assertEquals(parse("-fn4").values, { ...DEFAULTS, follow: true, tail: 4 });
  assertEquals(parse("-cgrid.yaml", "-f").values, { ...DEFAULTS, config: "grid.yaml", follow: true });
});

Deno.test("unknown flags, and invalid and missing values are errors that say what is known", () => {
  for (
    const [words, message] of [
      [["--folow"], "error: unknown option '--folow'\n(Did you mean --follow?)"],
      [["--epochs=5"], "error: unknown option '--epochs=5'"],
      [["--follow=yes"], "error: unknown option '--follow=yes'"],
      [["-x"], "error: unknown option '-x'"],
      [["-fx"], "error: unknown option '-x'"],
      [["-1"], "error: unknown option '-1'"],
      [["--config"], "error: option '-c, --config <grid>' argument missing"],
      [["--on", "tpu"], "error: option '--on <backend>' argument 'tpu' is invalid. Allowed choices are cpu, gpu."],
      [["-n", "3"], "error: option '-n, --tail <lines>' argument '3' is invalid. Expected an even number."],
      [["--constructor"], "error: unknown option '--constructor'"],
    ] as const
  ) {
    const { message: thrown } = assertThrows(() => parse(...words), UsageError);
    assertEquals(thrown, message);
  }
});

Deno.test("namesOf() finds the key of a flag, and whether it takes a value", () => {
  const names = (flags: string) => namesOf({ flags, description: "" });
  assertEquals(names("--axis <key=[a, b]>"), { all: ["--axis"], key: "axis", takesValue: true, isNegated: false });
  assertEquals(names("-h, --help"), { all: ["-h", "--help"], key: "help", takesValue: false, isNegated: false });
  assertEquals(names("--max_concur_runs <n>").key, "max_concur_runs");
  assertEquals(names("--dry-run").key, "dryRun");
  assertEquals([names("--no-diff").key, names("--no-diff").isNegated], ["diff", true]);
});
