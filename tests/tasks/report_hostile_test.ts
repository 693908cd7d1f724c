/// <reference lib="dom" />
/** Reports of names, values, logs and statistics that are hostile: they are shown as text, and cost only themselves. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseHTML } from "linkedom";
import { Project } from "../project.ts";
import { bandsIn, reportIn } from "../report_file.ts";

const SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
const BIDI = "\u202egnp.exe\u2066";
const ESCAPES = "\x1b[31mred\x1b]0;title\x07 \x00\x9b2J";
const LONG = "x".repeat(3_000);
const HOSTILE = [
  SCRIPT,
  BIDI,
  LONG,
  "__proto__",
  "constructor",
  '"><b>&amp;',
  "'; drop table",
  "=1+1",
  "{{x}} ${y} `z`",
];

async function reportOf(project: Project): Promise<string> {
  const { code, stdout, stderr } = await project.run("report", []);
  assert(code <= 1, stderr);
  const lines = stderr.split("\n");
  assertEquals(new Set(lines).size, lines.length, stderr);
  return project.read(stdout.trim());
}

/** The elements that a browser would make of a page, which must not depend on its texts. */
function assertInert(html: string): void {
  const { document } = parseHTML(html) as unknown as { document: Document };
  const scripts = [...document.querySelectorAll("script")];
  const types = scripts.map((script) => script.getAttribute("type"));
  assertEquals(types.filter((type) => type === null).length, 1, "only the script of the page");
  assertEquals(document.querySelectorAll("img, b, iframe, object, embed, base, form[action]").length, 0);
  for (const element of document.querySelectorAll("*")) {
    const attributes = [...element.attributes].map(({ name }) => name);
    assertEquals(attributes.filter((name) => /^on/i.test(name)), [], element.tagName);
    const target = element.getAttribute("href") ?? element.getAttribute("xlink:href") ?? "#";
    assert(!/^\s*(?:javascript|https?|\/\/|file):/i.test(target), target);
  }
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(html), "control characters");
}

Deno.test("values of axes and keys are shown as text", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `
grid_axes:
  a: ${JSON.stringify(HOSTILE)}
  __proto__: [1, 2]
grid_settings:
  command: echo '{{"validation":{{"loss":0.5}}}}' > {dir}/metrics.json
  metric: {name: validation_loss}
`,
  );
  const trained = await project.run("train", ["g.yaml", "--quiet"]);
  assertEquals(trained.code, 0, trained.stderr);
  const html = await reportOf(project);
  assertInert(html);
  const { params, configurations, parameters } = reportIn(html);
  assertEquals(params, ["a", "__proto__"]);
  assertEquals(new Set(configurations.map((row) => row.params[0])), new Set(HOSTILE));
  assertEquals(parameters!.axes.length, 2);
});

Deno.test("names and values of results, and headers of statistics, are shown as text", async () => {
  using project = new Project();
  const names = [...HOSTILE, ESCAPES, "a\nb"];
  const results = Object.fromEntries(names.map((name, at) => [`${name} `, at]));
  project.write("metrics.json", JSON.stringify({ validation: { loss: 0.5, text: SCRIPT, ...results }, __proto__: 1 }));
  const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(",");
  project.write(
    "curves.csv",
    `step,${header}\n${[1, 2, 3].map((x) => [x, ...names.map(() => x)].join(",")).join("\n")}\n`,
  );
  project.write(
    "g.yaml",
    "grid_axes: {lr: [1, 2]}\ngrid_settings:\n  metric: {name: validation_loss}\n" +
      "  command: cp metrics.json {dir}; cp curves.csv {dir}/training_statistics.csv\n",
  );
  assertEquals((await project.run("train", ["g.yaml", "--quiet"])).code, 0);
  const html = await reportOf(project);
  assertInert(html);
  const { columns, curves } = reportIn(html);
  for (const name of HOSTILE) assert(columns.includes(`validation_${name} `), name);
  const column = curves!.columns.findIndex(({ name }) => name === "training___proto__");
  assertEquals((await bandsIn(html, column)).map(({ mean }) => mean), [
    Float32Array.of(1, 2, 3),
    Float32Array.of(1, 2, 3),
  ]);
});

Deno.test("logs of failures are shown as text, without escape sequences", async () => {
  using project = new Project();
  project.write("log", `Traceback\nValueError: ${SCRIPT}${ESCAPES}${BIDI}\n${LONG}\n`);
  project.write("g.yaml", "grid_axes: {x: [1, 2, 3]}\ngrid_settings: {command: 'cat log; exit 1'}\n");
  await project.run("train", ["g.yaml", "--quiet"]);
  const html = await reportOf(project);
  assertInert(html);
  const [group] = reportIn(html).failures;
  assertEquals(group!.count, 3);
  assertStringIncludes(group!.cause, "ValueError: </script>");
  assert(!/[\u202a-\u202e\u2066-\u2069]/.test(html), "overrides of the direction");
});

Deno.test("statistics that are no statistics cost only themselves", async () => {
  using project = new Project();
  project.write(
    "train.sh",
    `cd "$2"
file=training_statistics.csv
case $1 in
  pipe) mkfifo $file ;;
  directory) mkdir $file ;;
  binary) head -c 3000000 /dev/urandom >$file ;;
  long) head -c 3000000 /dev/zero | tr '\\0' x >$file ;;
  empty) : >$file ;;
  quote) printf 'a,b\\n"1,2\\n3,4\\n' >$file ;;
  good) printf 'step,loss\\n1,3\\n2,1\\n' >$file ;;
esac
`,
  );
  const kinds = "pipe, directory, binary, long, empty, quote, good";
  project.write(
    "g.yaml",
    `grid_axes: {kind: [${kinds}]}\ngrid_settings: {command: [sh, train.sh, "{kind}", "{dir}"]}\n`,
  );
  const trained = await project.run("train", ["g.yaml", "--quiet"]);
  assertEquals(trained.code, 0, trained.stderr);
  const html = await reportOf(project);
  assertInert(html);
  const { curves, configurations } = reportIn(html);
  const column = curves!.columns.findIndex(({ name }) => name === "training_loss");
  const [band] = await bandsIn(html, column);
  assertEquals([configurations[band!.configuration]!.name, band!.mean], ["g-kind=good", Float32Array.of(3, 1)]);
});
