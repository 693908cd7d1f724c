import { assertEquals } from "@std/assert";
import { countElements, entryOf, heldElements, jobsNamed } from "../../../lib/cluster/job_queue.ts";
import { parseQacct, parseQstat } from "../../../lib/gridengine/qstat.ts";

function item(fields: Readonly<Record<string, string>>): string {
  return `<job_list state="x">${
    Object.entries(fields).map(([name, text]) => `<${name}>${text}</${name}>`).join("\n")
  }</job_list>`;
}

const STARTED = "2026-12-04T02:42:52";
const TEXT = `<?xml version='1.0'?>\n<job_info>\n<queue_info>${
  item({
    JB_job_number: "12",
    JB_name: "a&amp;b-gw-1",
    state: "r",
    JAT_start_time: STARTED,
    queue_name: "main.q@n1",
    slots: "1",
    tasks: "1",
  })
}${
  item({ JB_job_number: "12", JB_name: "a&amp;b-gw-1", state: "dr", queue_name: "main.q@n2", tasks: "2" })
}</queue_info>
<job_info>${item({ JB_job_number: "12", JB_name: "a&amp;b-gw-1", state: "qw", tasks: "5-7:1,9" })}${
  item({ JB_job_number: "12", JB_name: "a&amp;b-gw-1", state: "Eqw", tasks: "3-4:1" })
}${item({ JB_job_number: "13", JB_name: "gw-2", state: "hqw", tasks: "1-9:4" })}${
  item({ JB_job_number: "14", JB_name: "x", state: "Rr" })
}</job_info></job_info>`;

Deno.test("qstat lists running tasks by themselves and waiting ones together; they count from 0 here", () => {
  const queue = parseQstat(TEXT, Date.parse(STARTED) + 5_000);
  assertEquals(jobsNamed(queue, "a&b-gw-1"), [12]);
  assertEquals(queue.get(12)!.single.get(0)!.elapsed, 5);
  const entry = (job: number, task: number) => {
    const found = entryOf(queue, job, task);
    return found === "gone" ? found : `${found.state} ${found.node}`.trim();
  };
  assertEquals([0, 1, 2, 4, 6, 7, 8].map((task) => entry(12, task)), [
    ...["RUNNING n1", "COMPLETING n2", "PENDING", "PENDING", "PENDING", "gone", "PENDING"],
  ]);
  assertEquals([0, 1, 4, 8].map((task) => entry(13, task)), ["PENDING", "gone", "PENDING", "PENDING"]);
  assertEquals(entry(14, 0), "RUNNING");
  assertEquals(countElements(queue, [12]), [{ id: 12, running: 2, pending: 6, reason: "launch failed requeued held" }]);
  assertEquals(heldElements(queue, 12), [[2, 3]]);
});

Deno.test("an empty answer is an empty queue, and what is cut off is left out", () => {
  assertEquals(parseQstat("", 0).size, 0);
  assertEquals(parseQstat("<job_list><JB_job_number>12</JB_job_number><state>r</sta", 0).size, 0);
});

Deno.test("the accounting tells how tasks ended; of a task that was rescheduled, the last entry counts", () => {
  const entry = (task: string, failed: string, exit: number) =>
    `${
      "=".repeat(62)
    }\nqname        main.q              \nhostname     n1                  \njobnumber    12                  \n` +
    `taskid       ${task}                   \nfailed       ${failed}\nexit_status  ${exit}                   \n`;
  const text = [
    entry("1", "0    ", 0),
    entry("2", "0    ", 66),
    entry("3", "100 : assumedly after job", 137),
    entry("4", "37  : qmaster enforced h_rt, h_cpu, or h_vmem limit", 137),
    entry("5", "25  : rescheduling", 0),
    entry("5", "0    ", 3),
  ].join("");
  const ends = parseQacct(text, 12);
  assertEquals(Array.from(ends, ([task, { state, exitCode }]) => [task, state, exitCode]), [
    ...[[0, "COMPLETED", 0], [1, "FAILED", 66], [2, "CANCELLED", 137], [3, "TIMEOUT", 137], [4, "FAILED", 3]],
  ]);
  assertEquals(parseQacct(text, 13).size, 0);
  assertEquals(parseQacct(entry("undefined", "0", 0), 12).has(0), true);
});
