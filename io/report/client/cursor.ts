/// <reference lib="dom" />
/** Moves a pointer over a chart with the arrow keys, so that a keyboard reaches all values. */

// Pixels.
const STEP = 12;
const MOVES: ReadonlyMap<string, readonly [x: number, y: number]> = new Map([
  ["ArrowLeft", [-STEP, 0]],
  ["ArrowRight", [STEP, 0]],
  ["ArrowUp", [0, -STEP]],
  ["ArrowDown", [0, STEP]],
]);

/** The kind of pointer whose values do not stay when it leaves. */
export const MOUSE = { pointerType: "mouse" };

/** A listener for keys. The pointer starts in the middle; Escape takes it away. */
export function createCursor(element: HTMLElement): (event: KeyboardEvent) => void {
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
