/**
 * The command line of a trainer by its source: `add_argument` of argparse, the options of click and typer, the flags of absl, and
 * the fields of dataclasses.
 */
import {
  type PythonArgument,
  type PythonBlock,
  type PythonCall,
  type PythonDeclaration,
  type PythonSource,
  type PythonValue,
  scanPython,
} from "./scan_python.ts";
import type { Positional, Takes, TrainerHelp, TrainerOption } from "./trainer_help.ts";

/** What a source declares. */
export interface Declared {
  readonly options: readonly TrainerOption[];
  readonly positionals: readonly Positional[];
}

/** Reads the source of a trainer, and of the modules where its parser may be. */
export function declaredIn(texts: readonly string[]): Declared {
  const options: TrainerOption[] = [];
  const positionals: Positional[] = [];
  for (const source of texts.map(scanPython)) {
    for (const call of source.calls) declareCall(call, options, positionals);
    const required = requiredFlags(source);
    for (const [index, option] of options.entries()) {
      if (required.has(option.name)) options[index] = { ...option, isRequired: true };
    }
    for (const block of source.blocks) declareBlock(block, source, options, positionals);
  }
  return { options: firstOfEach(options), positionals };
}

// The same name may be that of options of several commands.
function firstOfEach(options: readonly TrainerOption[]): TrainerOption[] {
  const byName = new Map<string, TrainerOption>();
  for (const option of options) if (!byName.has(option.name)) byName.set(option.name, option);
  return [...byName.values()];
}

function declareCall(call: PythonCall, options: TrainerOption[], positionals: Positional[]): void {
  const method = call.callee.split(".").at(-1)!;
  if (method === "add_argument") argparse(call, options, positionals);
  else if (call.callee === "click.option" || call.callee === "option") options.push(...click(call));
  else if (call.callee === "click.argument" || call.callee === "argument") {
    const name = textOf(call.args[0]?.value);
    if (name !== undefined && !hasDefault(call)) positionals.push({ name, description: "" });
  } else if (/^DEFINE_\w+$/.test(method)) options.push(...absl(call, method));
}

// argparse.

function argparse(call: PythonCall, options: TrainerOption[], positionals: Positional[]): void {
  const flags = call.args.filter(({ name }) => name === undefined).map(({ value }) => textOf(value));
  const named = namedArguments(call);
  const description = textOf(named.get("help")?.value) ?? "";
  const [first] = flags;
  if (first === undefined || description === "argparse.SUPPRESS") return;
  const nargs = literal(named.get("nargs")?.value);
  if (!first.startsWith("-")) {
    if (nargs !== "?" && nargs !== "*" && !named.has("default")) positionals.push({ name: first, description });
    return;
  }
  const long = flags.filter((flag) => flag !== undefined && flag.startsWith("--")).map((flag) => flag!.slice(2));
  const [name, ...aliases] = long;
  if (name === undefined) return;
  const action = (literal(named.get("action")?.value) ?? "").split(".").at(-1)!;
  const takes = argparseTakes(action, nargs, literal(named.get("type")?.value));
  const given = named.get("default")?.value;
  const isFlag = action === "store_true" || action === "store_false";
  const value = isFlag ? "false" : defaultOf(given, takes);
  const choices = listOf(named.get("choices")?.value);
  options.push({
    name,
    aliases,
    takes,
    ...(choices !== undefined && takes.kind === "value" && { choices }),
    ...(value !== undefined && { default: value }),
    description: withoutDefault(description),
    isRequired: literal(named.get("required")?.value) === "True",
  });
}

// `learning rate (default: %(default)s)`
function withoutDefault(description: string): string {
  return description.replaceAll(/,? *[([]?(?:defaults?[:= ]+)?%\(default\)\w[)\]]?/gi, "").replaceAll("%%", "%")
    .replaceAll(/\s+/g, " ").trim();
}

function argparseTakes(action: string, nargs: string | undefined, type: string | undefined): Takes {
  switch (action) {
    case "store_true":
    case "store_false":
      return { kind: "boolean", style: "flag" };
    case "BooleanOptionalAction":
      return { kind: "boolean", style: "no-flag" };
    case "append":
    case "extend":
      return { kind: "list", style: nargs === undefined ? "repeat" : "spaces" };
    case "":
    case "store":
      break;
    default:
      return { kind: "other" };
  }
  if (nargs !== undefined && nargs !== "?") return { kind: "list", style: "spaces" };
  if (type === "bool") return { kind: "truthy" };
  if (type === "json.loads" || type === "ast.literal_eval") return { kind: "list", style: "json" };
  return { kind: "value" };
}

// click.

function click(call: PythonCall): TrainerOption[] {
  const flags = call.args.filter(({ name }) => name === undefined).map(({ value }) => textOf(value));
  const long = flags.find((flag) => flag?.startsWith("--"));
  if (long === undefined) return [];
  const named = namedArguments(call);
  const [name, negation] = long.split("/").map((flag) => flag.replace(/^--/, ""));
  const type = named.get("type");
  const isFlag = literal(named.get("is_flag")?.value) === "True";
  const nargs = literal(named.get("nargs")?.value);
  const takes: Takes = negation !== undefined
    ? { kind: "boolean", style: "no-flag" }
    : isFlag
    ? { kind: "boolean", style: "flag" }
    : literal(named.get("multiple")?.value) === "True"
    ? { kind: "list", style: "repeat" }
    : nargs !== undefined && nargs !== "1"
    ? { kind: "list", style: "spaces" }
    : { kind: "value" };
  const choices = type?.call?.callee.endsWith("Choice") ? listOf(type.call.args[0]?.value) : listOf(type?.value);
  const value = defaultOf(named.get("default")?.value, takes) ?? (isFlag ? "false" : undefined);
  return [{
    name: name!,
    aliases: [],
    takes,
    ...(choices !== undefined && takes.kind === "value" && { choices }),
    ...(value !== undefined && { default: value }),
    description: textOf(named.get("help")?.value) ?? "",
    isRequired: literal(named.get("required")?.value) === "True",
  }];
}

// absl.

function absl(call: PythonCall, method: string): TrainerOption[] {
  const [name, value, third, fourth] = call.args.filter((arg) => arg.name === undefined);
  const text = textOf(name?.value);
  if (text === undefined) return [];
  const named = namedArguments(call);
  const isEnum = method === "DEFINE_enum";
  const takes: Takes = /^DEFINE_bool/.test(method)
    ? { kind: "boolean", style: "value" }
    : method.startsWith("DEFINE_multi")
    ? { kind: "list", style: "repeat" }
    : /^DEFINE_(?:space)?list$/.test(method)
    ? { kind: "list", style: "comma" }
    : { kind: "value" };
  const choices = isEnum ? listOf((named.get("enum_values") ?? third)?.value) : undefined;
  const given = defaultOf((named.get("default") ?? value)?.value, takes);
  return [{
    name: text,
    aliases: [],
    takes,
    ...(choices !== undefined && { choices }),
    ...(given !== undefined && { default: given }),
    description: textOf((named.get("help") ?? (isEnum ? fourth : third))?.value) ?? "",
    isRequired: literal(named.get("required")?.value) === "True",
  }];
}

function requiredFlags({ calls }: PythonSource): Set<string> {
  const names = calls.filter(({ callee }) => /(?:^|\.)mark_flags?_as_required$/.test(callee)).flatMap(({ args }) => {
    const value = args[0]?.value;
    return textOf(value) ?? listOf(value) ?? [];
  });
  return new Set(names);
}

// Dataclasses, and the parameters of commands of typer.

function declareBlock(
  block: PythonBlock,
  source: PythonSource,
  options: TrainerOption[],
  positionals: Positional[],
): void {
  const isDataclass = block.kind === "class" &&
    block.decorators.some((name) => /(?:^|\.)(?:dataclass|define|frozen|attrs)$/.test(name));
  if (isDataclass) {
    for (const field of block.declarations) options.push(...fieldOption(field));
    return;
  }
  const isRun = source.calls.some(({ callee, args }) =>
    /(?:^|\.)run$/.test(callee) && callee.startsWith("typer") && nameOf(args[0]?.value) === block.name
  );
  const isCommand = source.imports.some((name) => name === "typer") &&
    (isRun || block.decorators.some((name) => /\.(?:command|callback)$/.test(name)));
  if (block.kind !== "function" || !isCommand) return;
  for (const parameter of block.declarations) declareParameter(parameter, options, positionals);
}

function fieldOption({ name, type, default: given }: PythonDeclaration): TrainerOption[] {
  if (/\bClassVar\b|\bInitVar\b/.test(type)) return [];
  const call = given?.call;
  const isField = call !== undefined && /(?:^|\.)(?:field|ib)$/.test(call.callee);
  const named = isField ? namedArguments(call) : new Map<string, PythonArgument>();
  if (isField && literal(named.get("init")?.value) === "False") return [];
  const value = isField ? named.get("default")?.value : given?.value;
  return [{
    ...typedOption(name, type, value),
    // HfArgumentParser takes its help from here.
    description: "",
    isRequired: given === undefined || isField && !named.has("default") && !named.has("default_factory"),
  }];
}

function declareParameter(
  { name, type, typeCalls, default: given }: PythonDeclaration,
  options: TrainerOption[],
  positionals: Positional[],
): void {
  const inner = [...(given?.call === undefined ? [] : [given.call]), ...typeCalls];
  const call = inner.find(({ callee }) => /(?:^|\.)(?:Option|Argument)$/.test(callee));
  const isInDefault = call !== undefined && call === given?.call;
  const named = call === undefined ? new Map<string, PythonArgument>() : namedArguments(call);
  const first = call?.args.find((arg) => arg.name === undefined);
  const value = isInDefault ? (named.get("default") ?? first)?.value : given?.value;
  const isRequired = isInDefault ? named.get("default") === undefined && !isLiteral(first) : given === undefined;
  const description = textOf(named.get("help")?.value) ?? "";
  // Those without a default are arguments, unless they are called options.
  if (call?.callee.endsWith("Argument") || call === undefined && given === undefined) {
    if (isRequired) positionals.push({ name, description });
    return;
  }
  const option = typedOption(name.replaceAll("_", "-"), type.replace(/^Annotated\[([^,]+),[\s\S]*$/, "$1"), value);
  const list: Takes | undefined = option.takes.kind === "list" ? { kind: "list", style: "repeat" } : undefined;
  const boolean: Takes | undefined = option.takes.kind === "boolean"
    ? { kind: "boolean", style: "no-flag" }
    : undefined;
  options.push({ ...option, takes: list ?? boolean ?? option.takes, description, isRequired });
}

function isLiteral(argument: PythonArgument | undefined): boolean {
  return argument !== undefined && argument.value !== undefined;
}

// An option by the type of a field.
function typedOption(name: string, type: string, value: PythonValue): TrainerOption {
  const plain = type.replace(/^(?:typing\.)?Optional\[(.*)\]$/s, "$1").replace(/ *\| *None$/, "");
  const literals = /^(?:typing\.)?Literal\[(.*)\]$/s.exec(plain)?.[1];
  const takes: Takes = plain === "bool"
    ? { kind: "boolean", style: "value" }
    : /^(?:typing\.)?(?:list|tuple|sequence|set)\b/i.test(plain)
    ? { kind: "list", style: "spaces" }
    : { kind: "value" };
  const choices = literals === undefined
    ? undefined
    : literals.split(",").map((item) => item.trim().replace(/^(['"])(.*)\1$/, "$2"));
  const given = defaultOf(value, takes);
  return {
    name,
    aliases: [],
    takes,
    ...(choices !== undefined && { choices }),
    ...(given !== undefined && { default: given }),
    description: "",
    isRequired: false,
  };
}

// Values.

function namedArguments({ args }: PythonCall): Map<string, PythonArgument> {
  return new Map(args.flatMap((arg) => arg.name === undefined ? [] : [[arg.name, arg] as const]));
}

function hasDefault(call: PythonCall): boolean {
  const named = namedArguments(call);
  return named.has("default") || literal(named.get("required")?.value) === "False";
}

function textOf(value: PythonValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function nameOf(value: PythonValue): string | undefined {
  return value !== undefined && typeof value !== "string" && "name" in value ? value.name : undefined;
}

/** A text, or a number or name as written. */
function literal(value: PythonValue): string | undefined {
  return textOf(value) ?? nameOf(value);
}

function listOf(value: PythonValue): string[] | undefined {
  if (value === undefined || typeof value === "string" || "name" in value) return undefined;
  const items = value.map(literal);
  return items.every((item) => item !== undefined) ? items : undefined;
}

function defaultOf(value: PythonValue, takes: Takes): string | readonly string[] | undefined {
  if (takes.kind === "list") return listOf(value);
  const text = textOf(value);
  if (text !== undefined) return text === "" ? undefined : text;
  const name = nameOf(value);
  if (name === undefined) return undefined;
  if (takes.kind === "boolean") return name === "True" ? "true" : name === "False" ? "false" : undefined;
  return /^[-\d.]/.test(name) ? name : undefined;
}

/** A command line by its help, with what the help does not say and the source does. */
export function withDeclared(help: TrainerHelp, declared: Declared): TrainerHelp {
  const byName = new Map(
    declared.options.flatMap((option) =>
      [option.name, ...option.aliases].map((name) => [normalized(name), option] as const)
    ),
  );
  return {
    ...help,
    options: help.options.map((option) => {
      const own = [option.name, ...option.aliases].map((name) => byName.get(normalized(name))).find((one) =>
        one !== undefined
      );
      return own === undefined ? option : merged(option, own);
    }),
  };
}

function normalized(name: string): string {
  return name.replaceAll("_", "-");
}

function merged(printed: TrainerOption, own: TrainerOption): TrainerOption {
  const isSharper = printed.takes.kind === "value" && (own.takes.kind === "list" || own.takes.kind === "truthy") ||
    own.takes.kind === "other";
  const takes = isSharper ? own.takes : printed.takes;
  // A text in words, such as `default: a half`, is not the value.
  const isWords = typeof printed.default === "string" && typeof own.default === "string" &&
    Number.isNaN(Number(printed.default)) && !Number.isNaN(Number(own.default));
  const hasShape = Array.isArray(own.default) === (takes.kind === "list");
  const value = printed.default === undefined || isWords
    ? hasShape ? own.default ?? printed.default : printed.default
    : printed.default;
  const { default: _, ...rest } = printed;
  const choices = printed.choices ?? own.choices;
  return {
    ...rest,
    takes,
    ...(choices !== undefined && takes.kind === "value" && { choices }),
    ...(value !== undefined && { default: value }),
    description: printed.description === "" ? own.description : printed.description,
    isRequired: printed.isRequired || own.isRequired,
  };
}
