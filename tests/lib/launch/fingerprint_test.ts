import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createFingerprint } from "../../../lib/launch/fingerprint.ts";
import { findSpec } from "../../../lib/plan/plan.ts";
import { expand } from "../expand/expand_text.ts";

const FILES = { "train.py": "98221fee" };

function fingerprint(settings: string, stage: "train" | "test" = "train", files = FILES, cwd = "/cwd") {
  const plan = { ...expand(`grid_axes: {x: [1]}\ngrid_settings: {${settings}}\n`), cwd };
  return createFingerprint(plan, findSpec(plan.groups[0]!, stage, undefined), files);
}

Deno.test("createFingerprint() has the settings that decide what is started, as text", () => {
  const { hash, settings, files } = fingerprint(
    "command: 'python train.py {args} ${{HOME}}', setup: . venv, env: {A: 'x{x}'}, workdir: sub, test_command: t, retries: 1",
  );
  assert(/^[a-f][0-9a-f]{7}$/.test(hash));
  assertEquals(settings, {
    command: "python train.py {args} ${{HOME}}",
    setup: ". venv",
    shell: "sh -c",
    workdir: "sub",
    "env.A": "x{x}",
    seed: "7",
  });
  assertEquals(files, FILES);
});

Deno.test("createFingerprint() prints a list as a line, and has no shell for it", () => {
  const { settings } = fingerprint("command: [python, train.py, '{args}', 'a b']");
  assertEquals(settings, { command: "python train.py {args} 'a b'", workdir: ".", seed: "7" });
});

Deno.test("createFingerprint() has the style of arguments where a command has {args}, unless it is the default", () => {
  const styled = "args: {lists: spaces, keys: {x: {booleans: flag}}}";
  const { settings } = fingerprint(`command: 'a {args}', ${styled}`);
  assertEquals(settings.args, "lists: spaces, keys: {x: {booleans: flag}}");
  assertEquals(fingerprint(`command: a, env: {A: '{args}'}, ${styled}`).settings.args, settings.args);
  assertEquals(fingerprint(`command: 'a {args}', args: {lists: json}`), fingerprint("command: 'a {args}'"));
  const tested = "test_command: 'b {args}'";
  assertEquals(fingerprint(`command: 'a {x}', ${tested}, ${styled}`), fingerprint(`command: 'a {x}', ${tested}`));
  assertEquals(fingerprint(`command: 'a {x}', ${tested}, ${styled}`, "test").settings.args, settings.args);
});

Deno.test("createFingerprint() differs for each setting that decides what is started, and for each file", () => {
  const base = "command: 'a {x} {trainer}', test_command: b";
  const hashes = [
    fingerprint(base),
    fingerprint("command: 'c {x} {trainer}', test_command: b"),
    ...["setup: s", "shell: [bash, -c]", "workdir: d", "env: {A: b}", "trainer: t", "seed: 3", "prefix: p"].map((
      setting,
    ) => fingerprint(`${base}, ${setting}`)),
    fingerprint(base, "train", { "train.py": "other" }),
    fingerprint(base, "test"),
  ].map(({ hash }) => hash);
  assertEquals(new Set(hashes).size, hashes.length);
  assertEquals(fingerprint(base).hash, hashes[0]);
});

Deno.test("createFingerprint() is the same for settings that do not decide what is started, and for a moved project", () => {
  const { hash } = fingerprint("command: a");
  const same = [
    fingerprint("command: a, retries: 3, timeout: 1h, test_command: '{tester} b', tester: t, workdir: .."),
    fingerprint("command: a, workdir: /elsewhere", "train", FILES, "/elsewhere"),
  ];
  assertNotEquals(same[0]!.hash, hash, "another working directory");
  assertEquals(same[1]!.hash, hash);
  assertEquals(fingerprint("command: a, retries: 3, timeout: 1h, test_command: '{tester} b', tester: t").hash, hash);
});

Deno.test("createFingerprint() names only the program of a grid without a command", () => {
  const plan = expand("grid_tasks: [{default_configs: a.yaml}]\n", { files: { "a.yaml": "a: 1\n" } });
  const settings = (["train", "test"] as const).map((stage) =>
    createFingerprint(plan, findSpec(plan.groups[0]!, stage, undefined), {}).settings
  );
  assertEquals(settings, [{ trainer: "mip-offline-trainer", workdir: "." }, { tester: "mip-tester", workdir: "." }]);
});

Deno.test("createFingerprint() differs for tests with different configurations or settings", () => {
  const plan = expand(`grid_axes: {noise: [1]}
grid_tests: [{name: clean}, {name: noisy, overwrite: {noise: 0.5}}, {name: fast, test_command: fast}]
grid_settings: {command: a, test_command: b}
`);
  const settings = ["clean", "noisy", "fast"].map((test) =>
    createFingerprint(plan, findSpec(plan.groups[0]!, "test", test), {}).settings
  );
  assertEquals(settings.map(({ test_command, overwrite }) => [test_command, overwrite]), [
    ...[["b", undefined], ["b", "noise: 0.5"], ["fast", undefined]],
  ]);
});
