import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { scanPython } from "../../../lib/init/scan_python.ts";

function args(text: string) {
  return scanPython(text).calls[0]?.args.map(({ name, value }) => [name, value]);
}

Deno.test("scanPython() reads literals, and leaves out what would have to be executed", () => {
  const call = `p.add_argument("--lr", type=float, default=1_000.5e-4, # a comment, with (brackets
    help='it' " is a 'text' " \\
      "here", choices=[1, -2, (3,), "x"], const=None, of=2**3, other=f"{x}", fn=lambda a: b(a), s=x["a, b"])`;
  assertEquals(args(call), [
    [undefined, "--lr"],
    ["type", { name: "float" }],
    ["default", { name: "1000.5e-4" }],
    ["help", "it is a 'text' here"],
    ["choices", [{ name: "1" }, { name: "-2" }, [{ name: "3" }], "x"]],
    ["const", { name: "None" }],
    ["of", { name: "8" }],
    ["other", undefined],
    ["fn", undefined],
    ["s", undefined],
  ]);
  assertEquals(
    args(`f("""a
"b" c""", r"\\d", 'x\\'y')`),
    [[undefined, 'a\n"b" c'], [undefined, "\\d"], [undefined, "x'y"]],
  );
  assertEquals(args("f(choices=range(1, 4))"), [["choices", ["1", "2", "3"].map((name) => ({ name }))]]);
  assertEquals(args("def f(x): pass"), undefined);
});

Deno.test("scanPython() reads parameters, fields, decorators and imports", () => {
  const { blocks, imports } = scanPython(`
import os, torch.nn as nn
from .options import get_args
@app.command("x")
def train(lr: Annotated[float, typer.Option(help="a")] = 0.1, *, n=2, **rest): pass

@dataclasses.dataclass(frozen=True)
class Config(Base):
    """A text: with = signs"""
    lr: float = 0.1
    layers: List[int] = field(
        default_factory=lambda: [1],
    )
    name: str

    def method(self, x: int = 3):
        y: int = 4

other: int = 5
`);
  assertEquals(imports, ["os", "torch.nn", ".options"]);
  const shown = blocks.map(({ kind, name, decorators, declarations }) => [
    kind,
    name,
    decorators.join(),
    declarations.map((one) => `${one.name}:${one.type}=${JSON.stringify(one.default?.value)}`).join(" "),
  ]);
  assertEquals(shown, [
    [
      "function",
      "train",
      "app.command",
      'lr:Annotated[float, typer.Option(help="a")]={"name":"0.1"} n:={"name":"2"}',
    ],
    [
      "class",
      "Config",
      "dataclasses.dataclass",
      'lr:float={"name":"0.1"} layers:List[int]=undefined name:str=undefined',
    ],
    ["function", "method", "", 'x:int={"name":"3"}'],
  ]);
});

Deno.test("scanPython() ends for any text", () => {
  const piece = fc.constantFrom(..."()[]{}'\",=:.@#\\\n ".split(""), '"""', "def f(", "class C:\n  ", "x", "f(", "1e5");
  fc.assert(fc.property(fc.array(piece, { maxLength: 300 }), (pieces) => {
    scanPython(pieces.join(""));
  }));
  const started = performance.now();
  for (const text of ["f(", "(", "f(a=", "class C:\n x: int = f(\n", "'", '"""', "@a.b\n", "f(,", "f([", "a.", "x: "]) {
    scanPython(text.repeat(2 ** 16 / text.length));
  }
  assert(performance.now() - started < 5_000);
});
