import { assertEquals } from "@std/assert";
import { decodeExit, encodeExit } from "../../../lib/store/exit_format.ts";
import { decodeHolderRecord, encodeHolderMembers } from "../../../lib/store/holder_format.ts";
import { decodeHolder, encodeHolder } from "../../../lib/store/lock_format.ts";
import { decodeProvenance, encodeProvenance } from "../../../lib/store/provenance_format.ts";
import { decodeManifest, encodeManifest } from "../../../lib/store/snapshot_format.ts";

const LOCK = '{"pid":11243,"host":"lab","since":"2026-11-24T08:50:25.391Z"}';

const HOLDER = '{"pid":4711,"run":"mlp-lr=0.1-r0-3f9c2a1b/train.1","user":"alice","host":"lab",' +
  '"boot":"0e9fb3a4-6f5e-4f2e-9d2c-0d6f6f0f9a11","namespace":"pid:[4026531836]","grid":"/home/alice/exp"}\n';

const PROVENANCE = `{
  "version": 1,
  "created": "2026-11-24T08:50:25.000Z",
  "grid_workers": "0.1.0",
  "deno": "2.9.0",
  "host": "lab",
  "user": "alice",
  "grid_file": "/home/alice/g.yaml",
  "cwd": "/home/alice",
  "savetag": null,
  "command_line": [
    "g.yaml",
    "--set",
    "lr=0.1"
  ],
  "overrides": [
    "--set",
    "lr=0.1"
  ],
  "git": {
    "commit": "0123456789abcdef0123456789abcdef01234567",
    "dirty": true,
    "diff": "diff --git a/x b/x\\n"
  }
}
`;

const MANIFEST = `{
 "version": 1,
 "taken": "2026-11-24T08:50:25.000Z",
 "base": "/home/alice/project",
 "source": "git",
 "hash": "0123456789abcdef0123456789abcdef",
 "bytes": 1234,
 "files": {
  "train.py": "x 0123456789abcdef"
 },
 "linked": [
  "data"
 ],
 "left_out": []
}
`;

/** Checks a text of version 1 with each field in turn removed or replaced. */
function testFields(text: string, decode: (text: string) => unknown): void {
  const whole = JSON.parse(text);
  for (const field of Object.keys(whole)) {
    const { [field]: _, ...rest } = whole;
    assertEquals(decode(JSON.stringify(rest)), undefined, `without ${field}`);
    assertEquals(decode(JSON.stringify({ ...whole, [field]: { "": 1 } })), undefined, `another ${field}`);
  }
  for (const corrupt of ["", "null", "[]", "1", text.slice(0, -4)]) assertEquals(decode(corrupt), undefined, corrupt);
  assertEquals(decode(JSON.stringify({ ...whole, added: 1 })), decode(text), "a field of a newer program");
}

Deno.test("the holder of a lock has the format of version 1, and all fields are required", () => {
  const holder = decodeHolder(LOCK)!;
  assertEquals(holder.pid, 11243);
  assertEquals(encodeHolder(holder), LOCK);
  testFields(LOCK, decodeHolder);
});

Deno.test("a lock has optional fields for the place of its holder", () => {
  const place = { machine: "e08d", boot: "5e54", pid_namespace: "pid:[4026531836]", start: 571143 };
  const holder = { ...decodeHolder(LOCK)!, ...place };
  assertEquals(decodeHolder(encodeHolder(holder)), holder);
  for (const [field, value] of Object.entries({ machine: 1, boot: null, pid_namespace: [], start: -1 })) {
    assertEquals(decodeHolder(JSON.stringify({ ...holder, [field]: value })), undefined, field);
  }
});

Deno.test("the pid in a lock never refers to a process group or to all processes", () => {
  for (const pid of [0, -1, 1.5, "12"]) {
    assertEquals(decodeHolder(JSON.stringify({ ...JSON.parse(LOCK), pid })), undefined);
  }
});

const EXIT =
  '{"version":1,"pid":11243,"host":"lab","since":1795510225391,"time":1795510625391,"code":1,"analyzes":true}\n';

Deno.test("how a scheduler ended has the format of version 1, and all fields but its start time are required", () => {
  const exit = decodeExit(EXIT)!;
  assertEquals([exit.code, exit.analyzes], [1, true]);
  assertEquals(encodeExit(exit), EXIT);
  assertEquals(decodeExit(encodeExit({ ...exit, start: 571143 })), { ...exit, start: 571143 });
  testFields(EXIT, decodeExit);
});

Deno.test("the holder of a GPU has the format of version 1, and all fields are required", () => {
  const { pid, run, ...common } = decodeHolderRecord(HOLDER)!;
  assertEquals([pid, run], [4711, "mlp-lr=0.1-r0-3f9c2a1b/train.1"]);
  // In the form that lease.sh writes.
  assertEquals(`{"pid":${pid},"run":"${run}",${encodeHolderMembers(common)}}\n`, HOLDER);
  testFields(HOLDER, decodeHolderRecord);
});

Deno.test("the holder of a GPU may have the inode of its lease file, which earlier versions do not write", () => {
  assertEquals(decodeHolderRecord(HOLDER)!.lease, undefined);
  assertEquals(decodeHolderRecord(HOLDER.replace("{", '{"lease":1234,'))!.lease, 1234);
  assertEquals(decodeHolderRecord(HOLDER.replace("{", '{"lease":"1234",')), undefined);
});

Deno.test("the holder of a GPU contains no control characters", () => {
  const text = HOLDER.replace('"alice"', '"\\u001b[2Jalice"').replace("/home/alice/exp", "/home\\u009b");
  const holder = decodeHolderRecord(text)!;
  assertEquals([holder.user, holder.grid], ["alice", "/home"]);
});

Deno.test("the list of a snapshot has the format of version 1, and all fields are required", () => {
  const manifest = decodeManifest(MANIFEST)!;
  assertEquals([manifest.base, manifest.files["train.py"]], ["/home/alice/project", "x 0123456789abcdef"]);
  assertEquals(encodeManifest(manifest), MANIFEST);
  testFields(MANIFEST, decodeManifest);
});

Deno.test("provenance has the format of version 1, and all fields are required", () => {
  const provenance = decodeProvenance(PROVENANCE)!;
  assertEquals([provenance.grid_file, provenance.git?.dirty], ["/home/alice/g.yaml", true]);
  assertEquals(encodeProvenance(provenance), PROVENANCE);
  testFields(PROVENANCE, decodeProvenance);
  const outside = { ...provenance, user: null, git: null };
  assertEquals(decodeProvenance(encodeProvenance(outside)), outside);
});

Deno.test("provenance of a newer version is not read", () => {
  assertEquals(decodeProvenance(PROVENANCE.replace('"version": 1', '"version": 2')), undefined);
});

Deno.test("provenance stores overrides as command line arguments and decodes them", () => {
  const provenance = decodeProvenance(PROVENANCE)!;
  const words = ["--set", "lr=-1", "--set", "--x=1", "--axis", "d=[1, 2]", "--setting", "gpus=1", "--trainer", "mip-x"]
    .concat(["--tester", "mip-y", "--prefix", "nice -n 10", "--li", "5", "--ll", "DEBUG", "--tensorboard", "0"]);
  const text = JSON.stringify({ ...provenance, overrides: words });
  const { overrides } = decodeProvenance(text)!;
  assertEquals(overrides, {
    set: ["lr=-1", "--x=1"],
    axis: ["d=[1, 2]"],
    setting: ["gpus=1"],
    trainer: "mip-x",
    tester: "mip-y",
    prefix: "nice -n 10",
    li: 5,
    ll: "DEBUG",
    tensorboard: 0,
  });
  assertEquals(JSON.parse(encodeProvenance({ ...provenance, overrides })).overrides, words);
});

Deno.test("provenance with unknown overrides is not read", () => {
  for (const overrides of [["--set"], ["lr=1"], ["--queue", "gpu"], ["--li", "many"], ["--constructor", "x"], [1, 2]]) {
    const text = JSON.stringify({ ...JSON.parse(PROVENANCE), overrides });
    assertEquals(decodeProvenance(text), undefined, JSON.stringify(overrides));
  }
});
