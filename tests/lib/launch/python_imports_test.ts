import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { modulePathsOf, pythonImports } from "../../../lib/launch/python_imports.ts";

function importsOf(text: string): string[] {
  return pythonImports(text).map(({ level, module, names }) =>
    `${".".repeat(level)}${module.join(".")}${names.length === 0 ? "" : `: ${names.join(" ")}`}`
  );
}

Deno.test("pythonImports() finds modules, and names that may be modules", () => {
  assertEquals(
    importsOf(`import os, model.net as net  # the network
from data import load, augment as aug
  from .layers import (
    Conv,  # a layer
    Dense as D,
)
from . import utils
from ..common.io import *
if x: import hidden
important = 1
import a; import b
from x import y \\
`),
    ["os", "model.net", "data: load augment", ".layers: Conv Dense", ".: utils", "..common.io", "a", "x: y"],
  );
});

Deno.test("pythonImports() reads any text, in bounded time", () => {
  fc.assert(fc.property(fc.string(), (text) => void pythonImports(text)));
  fc.assert(fc.property(fc.array(fc.constantFrom("from ", "import ", "(", ".", "a", " ", "\n", ",")), (words) => {
    pythonImports(words.join(""));
  }));
  assertEquals(pythonImports("import a\n".repeat(50_000)).length, 1_000);
  assertEquals(
    pythonImports("from x import (a,\n".repeat(50_000)).length < 1_000,
    true,
    "a list ends at a parenthesis",
  );
  assertEquals(pythonImports(`from ${".".repeat(100_000)}\n`.repeat(10)), []);
});

Deno.test("modulePathsOf() has files and packages, and the packages that hold them", () => {
  assertEquals(modulePathsOf({ level: 0, module: ["a", "b"], names: ["c"] }), [
    ...["a.py", "a/__init__.py", "a/b.py", "a/b/__init__.py", "a/b/c.py", "a/b/c/__init__.py"],
  ]);
});
