import { assertEquals } from "@std/assert";
import { parseElementName } from "../../../lib/cluster/dialect.ts";
import type { JobOptions } from "../../../lib/cluster/plan_arrays.ts";
import { parseSettings } from "../../../lib/grid/settings/parse_settings.ts";
import type { Settings } from "../../../lib/grid/settings/settings.ts";
import { GRID_ENGINE } from "../../../lib/gridengine/gridengine.ts";
import { yaml } from "../expand/expand_text.ts";

function settings(text: string): Settings {
  return parseSettings(yaml(text.startsWith("{") ? text : `{${text}}`), "grid", (_, message) => {
    throw new Error(message);
  });
}

function words(text: string): string {
  const options = GRID_ENGINE.options(settings(text)) as JobOptions;
  return GRID_ENGINE.given(options).map(({ text }) => text).join(" ");
}

function problems(text: string): string[] {
  const options = GRID_ENGINE.options(settings(text));
  return "slots" in options ? [] : options.map(({ setting, message }) => `${setting}: ${message}`);
}

Deno.test("options of the grid file are passed to qsub, each resource by itself", () => {
  assertEquals(
    words("sge: {q: gpu.q, P: nlp, l: {h_rt: 1:30:00, mem_free: 4GB, exclusive: true}}"),
    "-q gpu.q -P nlp -l h_rt=1:30:00 -l mem_free=3815M -l exclusive=TRUE",
  );
  assertEquals(words("sge: {l: 'h_rt=2h,gpu=1'}"), "-l h_rt=7200 -l gpu=1");
  assertEquals(words("sge: {q: 'a b; rm -rf /'}"), "-q 'a b; rm -rf /'");
});

Deno.test("cores, memory, GPUs and the limit of time follow from settings, unless the grid file asks for them", () => {
  assertEquals(
    words("{cpus_per_run: 2, gpus_per_run: 1, memory_per_run: 1GiB, timeout: 1h, retries: 1, sge: {pe: smp}}"),
    "-l gpu=1 -l mem_free=1024M -l h_rt=7220 -pe smp 2",
  );
  assertEquals(
    words(
      "{gpus_per_run: 1, memory_per_run: 1GiB, timeout: 1h, sge: {pe: smp 8, l: {ngpus: 2, h_vmem: 8G, h_rt: 60}}}",
    ),
    "-l ngpus=2 -l h_vmem=8G -l h_rt=60 -pe smp 8",
  );
});

Deno.test("elements know when their time is over", () => {
  const seconds = (text: string) => (GRID_ENGINE.options(settings(text)) as JobOptions).seconds;
  assertEquals(seconds("sge: {l: {h_rt: '1:01:01'}}"), 3661);
  assertEquals(seconds("sge: {l: {h_rt: 90}}"), 90);
  assertEquals(seconds("sge: {l: {h_rt: INFINITY}}"), undefined);
});

Deno.test("what this program sets, what is no option, and cores without an environment are refused with what to do instead", () => {
  assertEquals(problems("sge: {t: 1-5, qeue: a, l: {'a b': 1}, N: 1x, pe: 'smp x'}"), [
    'sge.t: "sge": the option "t" cannot be set: use max_concurrent_runs and runs_per_job',
    'sge.qeue: "sge": "qeue" is not an option of qsub for what runs need; resources belong to l: {h_rt: 2h}',
    'sge.l.a b: "sge": "a b" is not the name of a resource',
    'sge.N: "sge": expected a name of at most 100 characters that begins with a letter and has none of / : @ \\ * ? , $, got 1x',
    'sge.pe: "sge": "pe": expected the name of a parallel environment, such as smp, or with its slots: smp 4, got smp x',
  ]);
  assertEquals(problems("cpus_per_run: 4")[0]!.split(":")[0], "cpus_per_run");
  assertEquals(problems("sge: {l: {h_rt: auto}}").length, 1);
  assertEquals(problems("sge: {controller: {l: 3}}"), [
    'sge.controller.l: "sge": controller: "l": expected requests such as h_rt=2:00:00,gpu=1, or a map of them, got 3',
  ]);
  assertEquals(problems("sge: {controller: {N: a, l: {h_rt: 1d}}}"), [
    'sge.controller.N: "sge": controller: the option "N" cannot be set for the controller',
  ]);
});

Deno.test("an array has tasks from 1, a limit, and waits for other jobs", () => {
  const options = GRID_ENGINE.options(settings("sge: {hold_jid: 7}")) as JobOptions;
  const args = GRID_ENGINE.arrayWords(
    { options, elements: 5, concurrent: 2 },
    { name: "gw-1", outputDir: "/o", root: "/r", after: 12 },
  );
  assertEquals(args.slice(-8), ["-t", "1-5", "-tc", "2", "-N", "gw-1", "-hold_jid", "7,12"]);
  assertEquals(args.slice(0, 2), ["-r", "y"]);
});

Deno.test("the controller is submitted where the runs are, with its own requests, and leaves before its time is over", () => {
  assertEquals(
    GRID_ENGINE.controllerWords(settings("sge: {q: gpu.q, P: nlp, pe: smp, controller: {q: long.q, l: {h_rt: 1d}}}")),
    ["-r", "y", "-P", "nlp", "-q", "long.q", "-l", "h_rt=86400", "-l", "s_rt=86340"],
  );
});

Deno.test("elements are named as Grid Engine names them, which counts from 1", () => {
  assertEquals(GRID_ENGINE.elementName(12, 0), "12.1");
  assertEquals(GRID_ENGINE.elementName(12, 2, 4), "12.3-5");
  assertEquals(parseElementName("12.3"), { job: 12, task: 2 });
  assertEquals(parseElementName("12_3"), { job: 12, task: 3 });
});

Deno.test("an option is left out by its name, and nodes are avoided", () => {
  const options = GRID_ENGINE.options(settings("sge: {q: a, l: {gpu: 1, h_rt: 9}, hold_jid: 7}")) as JobOptions;
  const names = (options: JobOptions) => GRID_ENGINE.given(options).map(({ name }) => name);
  assertEquals(names(options), ["q", "l.gpu", "l.h_rt", "hold_jid"]);
  assertEquals(names(GRID_ENGINE.without(options, ["l.gpu", "hold_jid"])), ["q", "l.h_rt"]);
  assertEquals(GRID_ENGINE.withoutNodes(options, ["n1", "n2"]).words.at(-1), "-l hostname=!(n1|n2)");
});
