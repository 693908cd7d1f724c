/// <reference lib="dom" />
/** Keeps the charts of the page up to date: only those that are seen, and only if something has changed. */
import type { AttachedChart, ChartHandle } from "../../../lib/report/page/context.ts";

// Pixels. Narrower charts scroll.
const MIN_WIDTH = 280;
// Pixels. A scroll bar that appears is no reason to draw again.
const TOLERANCE = 20;

const attached = new Set<() => void>();
// Printing shows all charts.
addEventListener("beforeprint", () => attached.forEach((refresh) => refresh()));

/** See `Browser`. */
export function attachChart(element: HTMLElement, chart: () => AttachedChart): ChartHandle {
  let inputs = chart().inputs;
  let width = Number(element.querySelector("svg")?.getAttribute("width") ?? 0);
  let [isSeen, isLive, isStale] = [false, false, false];
  let pointer: { readonly clientX: number; readonly clientY: number } | undefined;

  function draw(): void {
    if (!isStale) return;
    const { inputs: newInputs, draw } = chart();
    const newWidth = targetWidth();
    const svg = draw({ document, width: newWidth, isLive });
    // Its data are being decoded. The page is rendered again when they are ready.
    if (svg === undefined) return;
    element.replaceChildren(svg);
    [inputs, width, isStale] = [newInputs, newWidth, false];
    if (isLive && pointer !== undefined) svg.dispatchEvent(new PointerEvent("pointermove", { ...MOUSE, ...pointer }));
  }
  function targetWidth(): number {
    return Math.min(chart().width, Math.max(MIN_WIDTH, element.clientWidth));
  }
  function refresh(): void {
    const isSame = chart().inputs.every((input, index) => Object.is(input, inputs[index]));
    if (!isSame || Math.abs(targetWidth() - width) > TOLERANCE) isStale = true;
    draw();
  }
  // A chart is measured only once it is visible, because measuring makes the browser lay out the whole page.
  function update(): void {
    if (isSeen) refresh();
  }
  function follow({ clientX, clientY }: PointerEvent): void {
    pointer = { clientX, clientY };
  }
  // A chart that was drawn under the pointer got no event when the pointer came, and gets none when it leaves.
  function forget(): void {
    pointer = undefined;
    element.querySelector("svg")?.dispatchEvent(new PointerEvent("pointerleave", MOUSE));
  }
  function makeLive(): void {
    if (isLive) return;
    [isLive, isStale] = [true, true];
    draw();
  }

  const moveByKey = createCursor(element);
  const listeners: readonly (readonly [type: string, listener: (event: never) => void])[] = [
    ["pointerenter", follow],
    ["pointerenter", makeLive],
    ["pointermove", follow],
    ["pointerleave", forget],
    ["focus", makeLive],
    ["keydown", moveByKey],
  ];
  const seen = new IntersectionObserver((entries) => {
    isSeen = entries.at(-1)!.isIntersecting;
    if (isSeen) update();
  }, { rootMargin: "200px" });
  const resized = new ResizeObserver(update);
  seen.observe(element);
  resized.observe(element);
  for (const [type, listener] of listeners) element.addEventListener(type, listener as EventListener);
  attached.add(refresh);
  return {
    update,
    detach() {
      seen.disconnect();
      resized.disconnect();
      for (const [type, listener] of listeners) element.removeEventListener(type, listener as EventListener);
      attached.delete(refresh);
    },
  };
}

// Pixels.
const STEP = 12;
const MOVES: ReadonlyMap<string, readonly [x: number, y: number]> = new Map([
  ["ArrowLeft", [-STEP, 0]],
  ["ArrowRight", [STEP, 0]],
  ["ArrowUp", [0, -STEP]],
  ["ArrowDown", [0, STEP]],
]);

/** A mouse, unlike a finger, takes the values away when it leaves the chart. */
const MOUSE = { pointerType: "mouse" };

/**
 * A listener for keys: the arrow keys move a pointer over the chart, so that all values can be read with a keyboard. The
 * pointer starts in the middle; Escape removes it.
 */
function createCursor(element: HTMLElement): (event: KeyboardEvent) => void {
  let at: { readonly x: number; readonly y: number } | undefined;
  return (event) => {
    const svg = element.querySelector("svg");
    const move = MOVES.get(event.key);
    if (svg === null || move === undefined && event.key !== "Escape") return;
    const { left, top, width, height } = svg.getBoundingClientRect();
    if (move === undefined) {
      at = undefined;
      svg.dispatchEvent(new PointerEvent("pointerleave", MOUSE));
      return;
    }
    event.preventDefault();
    const { x, y } = at ?? { x: width / 2, y: height / 2 };
    at = {
      x: Math.min(width - 1, Math.max(1, x + move[0])),
      y: Math.min(height - 1, Math.max(1, y + move[1])),
    };
    svg.dispatchEvent(new PointerEvent("pointermove", { ...MOUSE, clientX: left + at.x, clientY: top + at.y }));
  };
}
