import { assertEquals } from "@std/assert";
import { createRedactor } from "../../../../lib/report/build/redact.ts";

const { paths, prose } = createRedactor({
  directories: [
    { path: "/home/alice/project/experiments/grid_1", shown: "grid_1" },
    { path: "/home/alice/project", shown: "" },
    { path: "/home/alice", shown: "~" },
    { path: "/", shown: "" },
  ],
  hosts: ["node-17.cluster", "localhost"],
  users: ["alice", "root", "al"],
});

Deno.test("known directories become relative", () => {
  assertEquals(paths('  File "/home/alice/project/lib/train.py", line 3'), '  File "lib/train.py", line 3');
  assertEquals(paths("/home/alice/project/experiments/grid_1/mlp-r0/train.log"), "grid_1/mlp-r0/train.log");
  assertEquals(paths("cd /home/alice/project && make"), "cd . && make");
  assertEquals(paths("--data=/home/alice/data.csv"), "--data=~/data.csv");
  assertEquals(paths("/home/alice/projector/x.py"), "~/projector/x.py");
});

Deno.test("other absolute paths keep their last part, those of the system stay", () => {
  assertEquals(paths("open(/data/secret/mnist.npz)"), "open(…/mnist.npz)");
  assertEquals(paths("PYTHONPATH=/srv/bob/a:/data/secret/b"), "PYTHONPATH=…/a:…/b");
  assertEquals(paths("scp node:/data/secret/a file:///home/bob/b"), "scp node:…/a file://…/b");
  assertEquals(paths("/mnt/bob/a/ and /srv/b/c"), "…/a and …/c");
  assertEquals(paths(">/dev/null, /usr/lib/python3/x.py"), ">/dev/null, /usr/lib/python3/x.py");
});

Deno.test("control characters are replaced, tabs and line feeds stay", () => {
  assertEquals(paths("a\x1b[31mb\0c\x9bd\te\nf\r\ufffe"), "a\ufffd[31mb\ufffdc\ufffdd\te\nf\ufffd\ufffd");
});

Deno.test("what only looks like a path stays", () => {
  for (
    const text of [
      "a/b/c",
      "https://x.org/a/b",
      "https://x.org:8080/a/b",
      "oci:///a",
      "</script>",
      "1/2/3",
      "./a/b",
      "~/a/b",
      "…/a/b",
      "--- a/x/y.py",
      "s/a/b/",
    ]
  ) {
    assertEquals(paths(text), text);
  }
});

Deno.test("hosts and users are removed from prose, whole words only, but not common names", () => {
  assertEquals(prose("ssh alice@node-17.cluster"), "ssh USER@HOST");
  assertEquals(prose("alices node-17.clusters, root, localhost, al"), "alices node-17.clusters, root, localhost, al");
  assertEquals(paths("alice"), "alice");
});

// Quadratic time would be minutes.
Deno.test("long texts are redacted, too", () => {
  assertEquals(prose("/a".repeat(100_000)), "…/a");
  assertEquals(prose(`/${"a".repeat(200_000)}`).length, 200_001);
  assertEquals(prose("/a/".repeat(100_000)).startsWith("…/a"), true);
});
