/** Help texts of the real libraries, in versions of this year and of three years ago, and those of other forms. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { declaredIn, withDeclared } from "../../../lib/init/declared_options.ts";
import { parseHelp } from "../../../lib/init/parse_help.ts";
import type { TrainerHelp, TrainerOption } from "../../../lib/init/trainer_help.ts";

const FIXTURES = "tests/fixtures/trainers/help";

function texts(start: string): string[] {
  const names = [...Deno.readDirSync(FIXTURES)].map(({ name }) => name).filter((name) =>
    name.startsWith(start) && name.endsWith(".txt")
  );
  assert(names.length > 0, start);
  return names.map((name) => Deno.readTextFileSync(`${FIXTURES}/${name}`));
}

/** `lr=0.1`, `layers[spaces]=64 64`, `amp?flag=true`; `!` if it is required. Without what is no axis. */
function shown({ options }: TrainerHelp): string[] {
  return options.filter(({ takes }) => takes.kind !== "other").map(showOption);
}

function showOption({ name, takes, choices, default: value, isRequired }: TrainerOption): string {
  const kind = takes.kind === "list"
    ? `[${takes.style}]`
    : takes.kind === "boolean"
    ? `?${takes.style}`
    : takes.kind === "truthy"
    ? "?truthy"
    : "";
  const text = value === undefined ? "" : `=${typeof value === "string" ? value : value.join(" ")}`;
  return `${name}${isRequired ? "!" : ""}${kind}${choices === undefined ? "" : `{${choices.join("|")}}`}${text}`;
}

/** What several versions print of the same parser. */
const TABLE: readonly {
  readonly files: string;
  readonly command?: string;
  /** The source, for what is not printed. */
  readonly source?: string;
  readonly library: TrainerHelp["library"];
  readonly options: string;
  readonly positionals?: string;
}[] = [
  {
    files: "absl-",
    library: "absl",
    source: "absl_train.py",
    options:
      "amp?value=true batch_size=32 checkpoint layers[comma]=64,64 lr=0.1 optimizer{sgd|adam}=sgd run_name! seed[repeat]=0,1 use_bn?value=false",
  },
  {
    files: "argparse-defaults-python-3.1",
    library: "argparse",
    source: "argparse_defaults.py",
    options:
      "lr=0.1 weight-decay=0.0001 batch_size=32 epochs=10 layers[spaces]=64,64 betas[spaces]=0.9,0.999 optimizer{sgd|adam}=sgd name=a name, (with) brackets empty checkpoint data! use-bn?flag=false no-shuffle?flag=true amp?no-flag=true seed",
  },
  {
    files: "argparse-plain-python-3.1",
    library: "argparse",
    source: "argparse_plain.py",
    options:
      "lr=0.1 batch-size=32 epochs=10 layers[spaces]=64,64 crop[spaces]=32,32 resume tags[spaces]= optimizer{sgd|adam}=sgd depth{1|2|3}=2 run-name! use-bn?flag=false no-shuffle?flag=false amp?no-flag=true pretrained?truthy define[repeat] a_name_that_is_too_long_for_the_column=x wrapped=0.5 rotate=0.0 shear=0.0",
    positionals: "data: directory of the data set",
  },
  {
    files: "argparse-subcommands-train",
    command: "train",
    library: "argparse",
    options: "lr=0.1 epochs=3",
  },
  {
    files: "click-8",
    library: "click",
    source: "click_train.py",
    options:
      "lr=0.1 batch-size=32 layers[repeat]=64,64 crop[spaces]=32,32 optimizer{sgd|adam}=sgd run-name! use-bn?flag=false amp?no-flag=true checkpoint quiet?flag=false",
    positionals: "DATA: ",
  },
  {
    files: "click-group",
    command: "fit",
    library: "click",
    source: "click_train.py",
    options: "lr=0.1 epochs=10 use-bn?no-flag=false",
  },
  {
    files: "hydra-",
    library: "hydra",
    options:
      "optimizer.lr=0.1 optimizer.weight_decay=0.0 seed=1 trainer.max_epochs=20 data.batch_size=32 optimizer{momentum|sgd}",
  },
  {
    files: "jsonargparse-",
    library: "jsonargparse",
    options:
      "lr=0.1 batch_size=32 optimizer{sgd|adam}=sgd checkpoint amp?value=true model.width=64 model.layers[json]=64,64 model.use_bn?value=false",
    positionals: "run_name: Name of the run.",
  },
  {
    files: "script-pytorch",
    library: "argparse",
    source: "../scripts/pytorch/train.py",
    options:
      "lr=0.1 epochs=20 batch-size=32 layers[spaces]=32,32 dropout=0.0 optimizer{sgd|adam}=sgd use-bn?flag=false seed=0",
  },
  {
    files: "script-detr",
    library: "argparse",
    source: "../scripts/detr/main.py",
    options:
      "lr=4e-1 lr_backbone=1e-2 batch_size=16 weight_decay=1e-4 epochs=20 lr_drop=16 clip_max_norm=1.0 no_aux_loss?flag=false bbox_loss_coef=5 output_dir seed=42 start_epoch=0 eval?flag=false",
  },
  {
    files: "script-sklearn",
    library: "argparse",
    source: "../scripts/sklearn/train.py",
    options: "learning-rate=0.01 alpha=1e-4 penalty{l2|l1|elasticnet}=l2 max-iter=20 average?flag=false seed=0 output",
  },
  {
    files: "script-mlflow",
    library: "argparse",
    options: "lr=0.05 epochs=20 batch-size=16 alpha=0.0 experiment=ridge seed=0",
  },
  {
    files: "script-tensorboard",
    library: "argparse",
    options: "lr=0.5 epochs=20 batch-size=32 hidden=16 logdir log-images?no-flag=false seed=0",
  },
  {
    files: "typer-",
    library: "typer",
    source: "typer_train.py",
    options:
      "run-name! lr=0.1 batch-size=32 epochs=10 layers[repeat]=64,64 optimizer{sgd|adam}=sgd use-bn?flag=false amp?no-flag=true checkpoint seed=0",
    positionals: "data: Directory of the data set.",
  },
  {
    files: "tyro-",
    library: "tyro",
    options:
      "run-name! batch-size=32 schedule{constant|cosine}=cosine amp?no-flag=true checkpoint crop[spaces]=32,32 model.width=64 model.layers[spaces]=64,64 model.use-bn?no-flag=false optimizer.lr=0.1 optimizer.momentum=0.9",
  },
];

for (const { files, command, source, library, options, positionals } of TABLE) {
  Deno.test(`parseHelp() reads ${files}*.txt${source === undefined ? "" : ", with what only its source says"}`, () => {
    for (const text of texts(files)) {
      const printed = parseHelp(text, command);
      const help = source === undefined
        ? printed
        : withDeclared(printed, declaredIn([Deno.readTextFileSync(`${FIXTURES}/${source}`)]));
      assertEquals(help.library, library);
      const own = shown(help);
      // Values of lists are separated by commas in the table.
      const joined = own.map((option) => option.includes("[") ? option.replaceAll(" ", ",") : option).join(" ");
      // absl --helpfull has those of absl, too.
      assertEquals(joined.slice(0, options.length), options);
      if (!files.startsWith("absl")) assertEquals(joined, options);
      assertEquals(
        help.positionals.map(({ name, description }) => `${name.toLowerCase()}: ${description}`).join(),
        (positionals ?? "").replace("DATA", "data"),
      );
    }
  });
}

Deno.test("parseHelp() reads the first and the second help of LightningCLI, whose values are nested", () => {
  for (const text of texts("lightning-cli-2")) {
    assertEquals(parseHelp(text).commands, ["fit", "validate", "test", "predict"]);
  }
  for (const text of texts("lightning-cli-fit")) {
    const help = parseHelp(text, "fit");
    const all = shown(help);
    for (
      const option of [
        "model.lr=0.1",
        "model.width=64",
        "model.use_bn?value=false",
        "data.folder!",
        "data.batch_size=32",
      ]
    ) assert(all.includes(option), option);
    assert(all.includes("trainer.default_root_dir") && all.includes("trainer.strategy=auto"));
    assertEquals(help.positionals, []);
  }
});

Deno.test("parseHelp() reads HfArgumentParser, and what is required of it", () => {
  for (const text of texts("hf-argument-parser")) {
    const all = shown(parseHelp(text));
    for (const option of ["hidden_size=16", "use_pooler?value=true", "learning_rate=5e-05", "do_train?value=false"]) {
      assert(all.includes(option), option);
    }
    assert(all.some((option) => /^output_dir!?$/.test(option)));
    assert(!all.some((option) => option.startsWith("no_use_pooler")));
  }
});

Deno.test("parseHelp() names the commands of a parser that has some", () => {
  for (const text of texts("argparse-subcommands-python")) assertEquals(parseHelp(text).commands, ["train", "eval"]);
});

Deno.test("parseHelp() makes nothing of other texts, and takes no escape sequence from them", () => {
  const nothing = { library: undefined, options: [], positionals: [], commands: [] };
  assertEquals(parseHelp(""), nothing);
  assertEquals(parseHelp("--- epoch 1 ---\n  - loss: 3\n\tat x\n"), nothing);
  const [option] = parseHelp("  --lr LR  \x1b]0;x\x07\x1b[31mred (default: 1\x1b[m)\n").options;
  assertEquals([option?.name, option?.default, option?.description], ["lr", "1", "red"]);
});

Deno.test("parseHelp() ends for any text", () => {
  const piece = fc.constantFrom(
    ..."  --x [({<|>})], default: type=usage:\n-".split(""),
    "--lr ",
    "\n  --",
    "(default: ",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
    parseHelp(pieces.join(""));
  }));
  const started = performance.now();
  parseHelp(`usage: x\n${"  --a (type: [(".repeat(20_000)}`);
  parseHelp(`  --a ${"(default: ".repeat(20_000)}`);
  parseHelp(`usage: ${"[".repeat(50_000)}`);
  assert(performance.now() - started < 10_000);
});
