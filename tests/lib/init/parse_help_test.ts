import { assertEquals } from "@std/assert";
import { parseHelp } from "../../../lib/init/parse_help.ts";

Deno.test("parseHelp() reads argparse: choices, defaults, descriptions in the next line; lists and flags are left out", () => {
  const help = parseHelp(`usage: train.py [-h] [--lr LR] [-o {sgd,adam}]
                [--sizes SIZES [SIZES ...]] [--pair A B] --data DATA [--amp | --no-amp]
                config

Train a net.

positional arguments:
  config                the configuration

options:
  -h, --help            show this help message and exit
  --lr LR               learning rate (default: 0.01)
  -o {sgd,adam}, --optimizer {sgd,adam}
                        which one; see
                        the paper (default: adam)
  --sizes SIZES [SIZES ...]
                        (default: [64, 64])
  --pair A B            two
  --learning_rate LEARNING_RATE, --learning-rate LEARNING_RATE
                        The rate (default: 5e-05)
  --data DATA           where (default: None)
  --name=NAME           default is 'net'.
  --amp, --no-amp       mixed precision (default: False)
`);
  assertEquals(help, {
    options: [
      { name: "lr", default: "0.01", description: "learning rate" },
      { name: "optimizer", choices: ["sgd", "adam"], default: "adam", description: "which one; see the paper" },
      { name: "learning_rate", default: "5e-05", description: "The rate" },
      { name: "data", description: "where" },
      { name: "name", default: "net", description: "default is 'net'." },
    ],
    required: "--data DATA config",
  });
});

Deno.test("parseHelp() reads click, typer and absl", () => {
  const click = `Usage: train.py [OPTIONS] DATA

Options:
  --lr FLOAT                Learning rate  [default: 0.01]
  --layers INTEGER RANGE    [default: 3; 1<=x<=9]
  --optimizer [sgd|adam]    [default: adam; required]
  --cuda / --no-cuda
  --help                    Show this message and exit.
`;
  assertEquals(parseHelp(click), {
    options: [
      { name: "lr", default: "0.01", description: "Learning rate" },
      { name: "layers", default: "3", description: "" },
      { name: "optimizer", choices: ["sgd", "adam"], default: "adam", description: "" },
    ],
    required: "DATA",
  });
  const typer = `
 Usage: train.py [OPTIONS]

╭─ Options ────────────────────────────────────────────────────╮
│ --lr          FLOAT       Learning rate [default: 0.01]       │
│ --optimizer   [sgd|adam]  [default: adam]                     │
│ --help                    Show this message and exit.         │
╰──────────────────────────────────────────────────────────────╯
`;
  assertEquals(parseHelp(typer).options.map(({ name, default: value }) => [name, value]), [
    ["lr", "0.01"],
    ["optimizer", "adam"],
  ]);
  const absl = `
       USAGE: train.py [flags]
flags:

train.py:
  --lr: learning rate
    (default: '0.1')
    (a number)
  --[no]shuffle: shuffles
    (default: 'true')
`;
  assertEquals(parseHelp(absl), {
    options: [{ name: "lr", default: "0.1", description: "learning rate" }],
    required: "",
  });
});

Deno.test("parseHelp() makes nothing of other texts, and takes no escape sequence from them", () => {
  assertEquals(parseHelp(""), { options: [], required: "" });
  assertEquals(parseHelp("--- epoch 1 ---\n  - loss: 3\n\tat x\n"), { options: [], required: "" });
  assertEquals(parseHelp("  --lr LR  \x1b]0;x\x07\x1b[31mred (default: 1\x1b[m)\n").options, [
    { name: "lr", default: "1", description: "red" },
  ]);
});
