/** Implements `grid:status --watch`: shows the status of a grid again and again, until the grid has ended. */
import { delay } from "@std/async/delay";
import { createLiveArea } from "../../io/system/terminal/live_area.ts";
import { isInteractive, printMessage, terminalSize } from "../../io/system/terminal/terminal.ts";
import { cutText } from "../../lib/messages/text.ts";
import type { StatusView } from "../../lib/status/render_status.ts";
import { lookForEnd } from "./look_for_end.ts";
import { isOnCluster, type ReadStatus, readStatus, type StatusRequest } from "./read_status.ts";

// With GPUs, each refresh runs nvidia-smi twice.
const WATCH_MS = 2_000;
// Each refresh runs squeue, which sites want to be rare.
const CLUSTER_WATCH_MS = 5_000;

/** Renders a status. `space`: how many runs there is room for. */
type RenderStatus = (read: ReadStatus, space: Partial<StatusView>) => Promise<string[]>;

/**
 * Shows the status of a grid until it has ended.
 *
 * @param root the grid directory, absolute
 * @returns the exit code of `grid:wait`; 0 if nobody can read it any more
 */
export async function watchStatus(root: string, request: StatusRequest, render: RenderStatus): Promise<number> {
  const screen = isInteractive() ? createScreen() : undefined;
  const warned = new Set<string>();
  const warn = (message: string) => {
    if (!warned.has(message)) screen?.note(message) ?? printMessage(message);
    warned.add(message);
  };
  const pause = await isOnCluster(root) ? CLUSTER_WATCH_MS : WATCH_MS;
  using _ending = screen;
  for (;;) {
    // Before the status is read: it shows how the grid ended.
    const end = await lookForEnd(root);
    const read = await readStatus(root, request, warn);
    const isRead = screen === undefined
      ? printMessage(`${(await render(read, {})).join("\n")}\n`)
      : screen.show(await render(read, spaceOn(terminalSize().rows)));
    if (!isRead) return 0;
    if (end !== undefined) {
      printMessage(end.message);
      return end.code;
    }
    await delay(pause);
  }
}

// What is running, and failures, each get a part of the screen.
function spaceOn(rows: number): Partial<StatusView> {
  return { rows: Math.max(3, Math.floor((rows - 6) / 2)), groupRows: 1 };
}

function createScreen() {
  const area = createLiveArea();
  let latest: readonly string[] = [];
  const draw = () => {
    const { columns, rows } = terminalSize();
    return area.show(latest.slice(0, rows - 1).map((line) => ({ text: cutText(line, columns) })));
  };
  // A window that became narrower shows wrapped lines until the next refresh.
  Deno.addSignalListener("SIGWINCH", draw);
  return {
    show(lines: readonly string[]): boolean {
      latest = lines;
      return draw();
    },
    note(message: string): true {
      area.erase();
      printMessage(message);
      return true;
    },
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGWINCH", draw),
  };
}
