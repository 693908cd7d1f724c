import { assertEquals } from "@std/assert";
import {
  parseFirst,
  parseList,
  parseMost,
  printElementOptions,
  printList,
  type SubmittedLaunch,
} from "../../../../lib/store/submission_format.ts";

const LAUNCHES: readonly SubmittedLaunch[] = [
  { stage: "train", number: 1, dir: "a-r0-1", log: "train.1.log", retries: 2, timeout: 90 },
  {
    stage: "test",
    number: 3,
    dir: "b-r0-2",
    log: "test_x/test.log",
    retries: 0,
    timeout: undefined,
    test: "hard",
    last: 6,
  },
];

Deno.test("a list has a line per launch, which elements and schedulers read", () => {
  const text = printList(LAUNCHES);
  assertEquals(text, "0 train 1 a-r0-1 train.1.log 2 90 - -\n1 test 3 b-r0-2 test_x/test.log 0 - hard 6\n");
  assertEquals(parseList(text), LAUNCHES);
  assertEquals(parseList(text.slice(0, -3)), [LAUNCHES[0]]);
  assertEquals(parseList("0 train 1 a\n"), []);
});

Deno.test("the number of launches of an element is read from its options", () => {
  assertEquals([parseMost("gw_slots=1\ngw_most=50\n"), parseMost("")], [50, 1]);
});

Deno.test("the first submission of a command is read from the options, which did not always have it", () => {
  assertEquals([parseFirst("gw_lines=2\ngw_command=12\n"), parseFirst("gw_lines=2\n")], [12, undefined]);
});

Deno.test("timeouts are whole seconds, at least as long as asked for", () => {
  assertEquals(parseList(printList([{ ...LAUNCHES[0]!, timeout: 0.2 }]))[0]!.timeout, 1);
});

Deno.test("the options of an element are assignments that a shell reads without executing anything", async () => {
  const text = printElementOptions({
    slots: 2,
    most: 50,
    lines: 100,
    elements: 4,
    grace: 2.5,
    look: 10,
    gpusPerRun: 1,
    runsPerGpu: 2,
    first: 3,
    failures: 10,
    unlessSuccess: true,
    judged: true,
    inode: null,
    gridKey: "$(touch x); 1'.2",
  });
  const show = `${text}echo $gw_slots $gw_most $gw_lines $gw_elements $gw_grace $gw_look $gw_gpus $gw_runs_per_gpu \
$gw_command $gw_limit $gw_unless_success $gw_judged $gw_inode $gw_key`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", show] }).output();
  assertEquals(new TextDecoder().decode(stdout), "2 50 100 4 3 10 1 2 3 10 1 1 - __touch_x___1_.2\n");
});
