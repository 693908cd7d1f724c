import { assert, assertEquals, assertRejects } from "@std/assert";
import { createParallelReader, READ_RESULTS } from "../../../io/analysis/read_parallel.ts";
import type { ReadPart, ReadTask } from "../../../io/analysis/source.ts";
import { READ_DETAILS } from "../../../io/report/gather_report.ts";
import { makeExperimentTree } from "../../bench/experiment_tree.ts";

async function readTree(root: string, cores: number, report?: true): Promise<{ parts: ReadPart[]; notes: string[] }> {
  const experiments = `${root}/ReverseRecallCommandLines/NTM`;
  const names = Array.from(Deno.readDirSync(experiments), ({ name }) => name).sort();
  const tasks = Array.from({ length: report ? 2 : 10 }, () => names).flat().map((path): ReadTask => ({
    kind: "tree",
    root: experiments,
    path,
  }));
  const notes: string[] = [];
  const parts: ReadPart[] = [];
  using reader = createParallelReader(cores, report ? READ_DETAILS : READ_RESULTS, 0);
  const noting = {
    unreadable: (path: string, reason: string) => void notes.push(`${path}: ${reason}`),
    hidden: () => {},
    leftOut: (key: string) => void notes.push(key),
    conflict() {},
  };
  for await (const part of reader.read(tasks, noting)) parts.push(part);
  return { parts, notes };
}

Deno.test("createParallelReader() returns the same parts and notes with one thread and with several", async () => {
  const root = Deno.makeTempDirSync();
  try {
    makeExperimentTree(root, 0, 20);
    const damaged = `${root}/ReverseRecallCommandLines/NTM/20261124_000007`;
    Deno.writeTextFileSync(`${damaged}/training_configuration.yaml`, "a: [");
    Deno.writeTextFileSync(`${damaged}/metrics.json`, JSON.stringify({ curve: Array(50).fill(1) }));
    const alone = await readTree(root, 1);
    assertEquals(alone.parts.length, 200);
    assertEquals(new Set(alone.notes).size, 2);
    assertEquals(await readTree(root, 2), alone);
    const detailed = await readTree(root, 1, true);
    assertEquals(await readTree(root, 2, true), detailed);
    const curves = detailed.parts.flatMap((part) => part.kind === "tree" ? part.experiments : [])
      .flatMap(({ details }) => details?.curves ?? []);
    assertEquals(curves.length, 80);
    assert(curves[0]!.columns.some(({ points }) => points.length > 0));
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("createParallelReader() passes on errors of workers", async () => {
  using reader = createParallelReader(2, READ_RESULTS, 0);
  const tasks = Array(200).fill({ kind: "tree", root: "/nowhere", path: "" });
  const noting = { unreadable() {}, hidden() {}, leftOut() {}, conflict() {} };
  await assertRejects(
    async () => {
      // An invalid task.
      for await (const _ of reader.read([...tasks, null], noting));
    },
    Error,
    "worker failed: ",
  );
});
