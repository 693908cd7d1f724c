/// <reference lib="dom" />
/** Highlights the line that the pointer is next to. */

/**
 * Makes a line stand out while the pointer is next to one of its points.
 *
 * @param svg whose first group has the lines; Plot tells it which datum is pointed at
 * @param indices what the lines are about, in their order; each datum has its `index`
 */
export function highlightPointed(svg: SVGSVGElement, indices: readonly number[]): void {
  const paths = Array.from(svg.querySelector("g")?.children ?? []);
  const lines = new Map(indices.map((index, at) => [index, paths[at]]));
  let restore = () => {};
  svg.addEventListener("input", () => {
    restore();
    const { value } = svg as SVGSVGElement & { readonly value?: { readonly index: number } | null };
    const line = value ? lines.get(value.index) : undefined;
    if (line === undefined) return;
    const copy = line.cloneNode() as Element;
    for (const [name, text] of [["stroke", "var(--accent)"], ["stroke-width", "4"], ["stroke-opacity", "1"]]) {
      copy.setAttribute(name!, text!);
    }
    // Above the others.
    line.parentNode!.append(copy);
    restore = () => copy.remove();
  });
}
