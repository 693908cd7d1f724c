import { assertEquals } from "@std/assert";
import { describeUnknown } from "../../../../lib/status/notices/describe_left.ts";
import { expand } from "../../expand/expand_text.ts";

const { experiments } = expand("grid_axes: {x: [1]}\ngrid_settings: {command: 'run {config}'}\n");
const experiment = experiments[0]!;
const label = `grid-x=1 r0 ${experiment.id}`;

Deno.test("describeUnknown() names the hosts, each flag once", () => {
  const seen = { kind: "foreign", host: "node7" } as const;
  assertEquals(describeUnknown([{ experiment, seen }, { experiment, test: "noisy", seen }]), [
    `${label}: started on node7, may still be running there`,
    `${label} noisy: started on node7, may still be running there`,
    "waiting for exit records (press Ctrl-C to stop waiting; use --assume-dead node7 to run these experiments again)",
  ]);
});

Deno.test("describeUnknown() never advises to assume that this host is dead when files cannot be read", () => {
  assertEquals(describeUnknown([{ experiment, seen: { kind: "unreadable", reason: "Permission denied" } }]), [
    `${label}: may still be running, its files cannot be read: Permission denied`,
    "waiting for exit records (press Ctrl-C to stop waiting)",
  ]);
});
