import { assertEquals } from "@std/assert";
import { activeSetup, findEnvironment, missingModule, type Surroundings } from "../../../lib/init/environments.ts";

function setup(names: readonly string[], rest: Partial<Surroundings> = {}) {
  const found = findEnvironment([{ path: "", names: new Set(names), ...rest }]);
  return found && [found.setup, found.python ?? found.before];
}

Deno.test("findEnvironment() activates what is there, and else names how it is made", () => {
  assertEquals(setup([".venv/bin/python3", "uv.lock"]), [". .venv/bin/activate", ".venv/bin/python3"]);
  assertEquals(setup(["venv/bin/python3"], { path: "../it's" }), [
    ". '../it'\\''s/venv/bin/activate'",
    "../it's/venv/bin/python3",
  ]);
  assertEquals(setup(["uv.lock", "requirements.txt"]), [". .venv/bin/activate", "uv sync"]);
  assertEquals(setup(["poetry.lock"]), ['. "$(poetry env info --path)/bin/activate"', "poetry install"]);
  assertEquals(setup(["environment.yml"], { conda: "channels: []\nname: my-env\n" }), [
    'eval "$(conda shell.posix hook)" && conda activate my-env',
    "conda env create -f environment.yml",
  ]);
  assertEquals(setup(["requirements.txt"]), [
    ". .venv/bin/activate",
    "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt",
  ]);
  assertEquals(setup([]), undefined);
});

Deno.test("findEnvironment() takes the nearest one", () => {
  const found = findEnvironment([
    { path: "src", names: new Set() },
    { path: "", names: new Set(["venv/bin/python3"]) },
    { path: "..", names: new Set([".venv/bin/python3"]) },
  ]);
  assertEquals(found?.name, "venv");
});

Deno.test("missingModule() names the module of Python's message", () => {
  assertEquals(
    missingModule("python3 t.py --help failed: ModuleNotFoundError: No module named 'torch.nn'"),
    "torch.nn",
  );
  assertEquals(missingModule("ImportError: cannot import name 'x' from 'y'"), undefined);
});

Deno.test("activeSetup() activates the environment and the modules of this shell in another one", () => {
  const setup = (variables: Parameters<typeof activeSetup>[0]) => activeSetup(variables, "/home/ann/my project");
  assertEquals(setup({}), undefined);
  assertEquals(setup({ VIRTUAL_ENV: "/home/ann/my project/.venv" }), ". ./.venv/bin/activate");
  assertEquals(setup({ VIRTUAL_ENV: "/envs/it's", CONDA_PREFIX: "/conda" }), ". '/envs/it'\\''s/bin/activate'");
  const conda = { CONDA_PREFIX: "/conda/envs/vit", CONDA_DEFAULT_ENV: "vit" };
  assertEquals(setup(conda), 'eval "$(conda shell.posix hook)" && conda activate vit');
  assertEquals(setup({ ...conda, CONDA_DEFAULT_ENV: "base" }), undefined);
  assertEquals(
    setup({ LOADEDMODULES: "python/3.12:cuda/12.4", VIRTUAL_ENV: "/e" }),
    "module load python/3.12 cuda/12.4 && . /e/bin/activate",
  );
});
