/** The wheel, installed by pip as users do it, without anything of this repository. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { basename, join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { findPython } from "../can_run.ts";
import { type Ended, processesOf, Project, taskEnvironment, until } from "../project.ts";
import { AS_USER, buildWheel, downloadDeno, output, PYTHON } from "./wheels.ts";

const DENO = downloadDeno();
const TWINE = findPython("import twine");
const PANDAS = findPython("import pandas");

/** The trainer of docs/trainer-contract.md. */
function trainer(): string {
  const page = Deno.readTextFileSync("docs/trainer-contract.md");
  return /^## PyTorch\n.*?^```python\n(.*?)^```$/ms.exec(page)![1]!;
}

// Checks the hash and the size of each file, and that no file is missing in RECORD.
const CHECK_RECORD = `
import base64, csv, hashlib, io, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
[record] = [name for name in wheel.namelist() if name.endswith(".dist-info/RECORD")]
rows = list(csv.reader(io.StringIO(wheel.read(record).decode())))
assert sorted(row[0] for row in rows) == sorted(wheel.namelist())
for name, digest, size in rows:
    if name == record: continue
    data = wheel.read(name)
    hashed = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    assert [digest, size] == ["sha256=" + hashed, str(len(data))], name
print(wheel.read(record.replace("RECORD", "METADATA")).decode())
`;

Deno.test({
  name: "the wheel is the same byte for byte in another time zone, and says what it needs",
  ignore: PYTHON === undefined,
  fn() {
    const wheel = buildWheel();
    const bytes = Deno.readFileSync(wheel);
    assertEquals(buildWheel({ TZ: "Pacific/Auckland" }), wheel);
    assertEquals(Deno.readFileSync(wheel), bytes);
    assertEquals(basename(wheel), `grid_workers-${config.version}-py3-none-any.whl`);
    if (TWINE !== undefined) output([TWINE, "-m", "twine", "check", "--strict", wheel]);
    const metadata = output([PYTHON!, "-c", CHECK_RECORD, wheel]);
    assertStringIncludes(metadata, `\nVersion: ${config.version}\n`);
    assertStringIncludes(metadata, "\nRequires-Python: >=3.10\nRequires-Dist: deno>=2.9,<3\n");
    assertStringIncludes(metadata, "\nLicense-Expression: Apache-2.0 AND BSD-3-Clause AND ISC AND MIT\n");
  },
});

/** The directory of a user who has Python, and neither Deno nor a network. */
class UserProject extends Project {
  constructor(wheels: string) {
    super({}, Deno.makeTempDirSync({ prefix: "pip's user " }));
    Deno.chmodSync(this.dir, 0o777);
    for (const folder of ["bin", "work"]) Deno.mkdirSync(join(this.dir, folder));
    Deno.chmodSync(join(this.dir, "work"), 0o777);
    output(["cp", "-r", wheels, join(this.dir, "wheels")]);
    Deno.chmodSync(join(this.dir, "wheels"), 0o755);
    const wheel = buildWheel();
    Deno.copyFileSync(wheel, join(this.dir, "wheels", basename(wheel)));
    this.write("bin/deno", "#!/bin/sh\necho 'the deno of PATH was run' >&2\nexit 99\n");
    Deno.chmodSync(join(this.dir, "bin/deno"), 0o755);
  }

  /** Starts a shell script of the user in the directory `work`. */
  type(script: string, env: Readonly<Record<string, string>> = {}) {
    const { dir } = this;
    const bare = Object.fromEntries(Object.keys(taskEnvironment()).map((name) => [name, undefined]));
    const path = `${dir}/env/bin:${dir}/bin:/usr/bin:/bin`;
    return this.startProgram(
      [...AS_USER, "sh", "-c", script],
      { ...bare, PATH: path, LANG: "C.UTF-8", ...env },
      "work",
    );
  }

  async do(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const ended = await this.type(script, env).ended;
    assertEquals(ended.code, 0, ended.stderr + ended.stdout);
    return ended;
  }
}

Deno.test({
  name: "pip installs the wheel without root and network, and grid runs there without HOME, writing nothing beside it",
  ignore: DENO === undefined,
  async fn(t) {
    using project = new UserProject(DENO!);
    const { dir } = project;
    await t.step("pip needs the two files and nothing else", async () => {
      await project.do(
        `'${PYTHON}' -m venv --system-site-packages ../env && ` +
          "pip install --quiet --disable-pip-version-check --no-index --find-links ../wheels grid-workers",
      );
      // A user who is not root can write there no more.
      await project.do("chmod -R a-w ../env");
    });

    await t.step("grid init, try and run, on the PyTorch script of the documentation", async () => {
      project.write("work/train.py", trainer());
      const { stdout, stderr } = await project.do(
        "grid init && grid try && grid run --setting metric=validation_loss --axis 'lr=[0.1]' --axis 'width=[4, 8]'",
      );
      assertStringIncludes(stdout, "_grid_report.html\n", stderr);
      assertStringIncludes(stderr, "2 of 2 trained", stderr);
      assert(!stderr.includes("not read"), stderr);
      assertStringIncludes(stderr, "2 configurations by validation_loss, lowest first:", stderr);
      const [script] = project.list(`work/${stdout.match(/^experiments\/\S+$/m)![0]}`).filter((name) =>
        name.includes("lr=")
      );
      assert(script !== undefined, stdout);
    });

    await t.step("a summary, an analysis, curves and experiments in Python", async () => {
      const code =
        'import grid_workers as g; print([x["params"] for x in g.expand("grid.yaml", "--axis", "lr=[0.1]")])';
      const { stdout } = await project.do(`python -c '${code}'`);
      assertStringIncludes(stdout, "{'lr': 0.1, ");
      const wrong = await project.type("python -c 'import grid_workers as g; g.expand(\"none.yaml\")'").ended;
      assertStringIncludes(wrong.stderr, "grid_workers.GridError: none.yaml: grid file not found");
      if (PANDAS === undefined) return;
      const path = output(["find", join(dir, "env/lib"), "-name", "site-packages"]).trim();
      project.write(
        "work/read.py",
        `
import grid_workers as g
s, a, c = g.summary(), g.analysis("experiments/" + __import__("os").listdir("experiments")[0]), g.curves("grid.yaml")
print(len(s), len(a), len(c), s["param_width"].tolist(), set(a["training_state"]), set(c["metric"]), c["step"].dtype)
`,
      );
      const read = await project.do(`exec '${PANDAS}' read.py`, { PYTHONPATH: path });
      assertEquals(read.stdout, "2 2 40 [4, 8] {'succeeded'} {'loss'} int64\n", read.stderr);
    });

    await t.step("SIGTERM reaches the grid, which has the process of the launcher", async () => {
      project.write("work/held.sh", "trap 'mv up saved; exit 1' TERM\ntouch up\nwhile :; do sleep 0.05; done\n");
      project.write("work/held.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: sh held.sh}\n");
      const started = project.type("exec grid train held.yaml");
      await until("it runs", () => project.exists("work/up"));
      started.kill("SIGTERM");
      const { code, stderr } = await started.ended;
      assertEquals(code, 143, stderr);
      assert(project.exists("work/saved"));
      assertEquals(processesOf(join(dir, "work")), []);
      assertStringIncludes(stderr, "next: grid train ");
    });

    await t.step("python -m grid_workers is the same program, and is named in messages", async () => {
      const { stdout } = await project.do("python -m grid_workers --version");
      assertMatch(stdout, new RegExp(`^grid-workers ${config.version} \\(deno 2\\.\\d+\\.\\d+\\)\\n$`));
      const { code, stderr } = await project.type("cd / && python3 -m grid_workers status").ended;
      assertEquals(code, 2);
      assertStringIncludes(stderr, "python3 -m grid_workers train GRID");
    });

    await t.step("nothing was written into the environment, and nothing beside the grid", async () => {
      assertEquals(output(["find", join(dir, "env"), "-newer", join(dir, "work/train.py"), "-type", "f"]), "");
      assertEquals(project.list("work").filter((name) => name.startsWith(".")), []);
      await project.do("chmod -R u+w ../env && pip uninstall --quiet --yes grid-workers");
      assertEquals(output(["find", join(dir, "env/share"), "-type", "f"]), "");
    });
  },
});
