/** The configurations in docs/ci.md: they can be read, and their commands run. */
import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, globToRegExp, join } from "@std/path";
import { parse } from "@std/yaml";
import { assertValidJunit } from "../junit_file.ts";
import { Project, taskEnvironment } from "../project.ts";

const REPOSITORY = dirname(dirname(dirname(fromFileUrl(import.meta.url))));
const PAGE = Deno.readTextFileSync(join(REPOSITORY, "docs/ci.md"));

interface Workflow {
  readonly jobs: { readonly grid: { readonly steps: readonly Step[] } };
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Pipeline {
  readonly grid: {
    readonly script: readonly string[];
    readonly artifacts: { readonly paths: readonly string[]; readonly reports: { readonly junit: string } };
  };
}

const [WORKFLOW, PIPELINE] = Array.from(
  PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm),
  ([, text]) => parse(text!),
) as [Workflow, Pipeline];

function gridCommand(lines: readonly (string | undefined)[]): string {
  const commands = lines.filter((line) => line !== undefined && /^(?:exec )?grid run /.test(line));
  assertEquals(commands.length, 1);
  return commands[0]!;
}

/** A project with what the examples name, and `grid` on PATH. */
function createProject(): Project {
  const project = new Project();
  const bin = `#!/bin/sh\nexec "${Deno.execPath()}" run -A --quiet --no-check "${REPOSITORY}/tasks/grid.ts" "$@"\n`;
  Deno.chmodSync(project.write(".bin/grid", bin), 0o755);
  project.write(
    "grid.yaml",
    `grid_axes: { lr: [1, 2] }
grid_settings:
  command: mkdir -p {dir}/models && touch {dir}/models/model_best.pt
  test_command: cp accuracy.json {test_dir}/metrics.json
`,
  );
  project.write("accuracy.json", '{"accuracy": 0.98}');
  return project;
}

async function checkCommand(command: string, artifacts: readonly string[]): Promise<void> {
  using project = createProject();
  const PATH = `${project.dir}/.bin:${Deno.env.get("PATH")}`;
  // The second job continues the grid of the first.
  for (let job = 0; job < 2; job++) {
    const { success, stderr } = await new Deno.Command("bash", {
      args: ["-e", "-c", command],
      cwd: project.dir,
      clearEnv: true,
      env: taskEnvironment({ PATH }),
      stdout: "piped",
      stderr: "piped",
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  }
  assertEquals(project.grids().length, 1);
  await assertValidJunit(join(project.dir, "junit.xml"));
  const files = ["junit.xml", ...filesBelow(project, "experiments")];
  for (const pattern of artifacts) {
    assert(files.some((path) => globToRegExp(pattern, { globstar: true }).test(path)), `${pattern} matches no file`);
  }
}

function filesBelow(project: Project, path: string): string[] {
  if (!Deno.statSync(join(project.dir, path)).isDirectory) return [path];
  return project.list(path).flatMap((name) => filesBelow(project, `${path}/${name}`));
}

Deno.test("the workflow for GitHub in docs/ci.md runs, continues, and uploads what exists", async () => {
  const { steps } = WORKFLOW.jobs.grid;
  assert(steps.every(({ uses, run }) => (uses === undefined) !== (run === undefined)));
  const keys = steps.flatMap(({ uses, with: options }) => uses?.startsWith("actions/cache/") ? [options!.key] : []);
  assertEquals(new Set(keys).size, 1, "what is saved is restored");
  const upload = steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"))!;
  await checkCommand(gridCommand(steps.map(({ run }) => run)), upload.with!.path!.trim().split("\n"));
});

Deno.test("the pipeline for GitLab in docs/ci.md runs, continues, and keeps what exists", async () => {
  const { script, artifacts } = PIPELINE.grid;
  await checkCommand(gridCommand(script), [...artifacts.paths, artifacts.reports.junit]);
});
