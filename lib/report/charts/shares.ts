/// <reference lib="dom" />
/** Draws how much of the variance of a result comes from which parameters. */
import * as Plot from "@observablehq/plot";
import type { Axis, Report, Share } from "../model.ts";
import type { Labels } from "../view/labels.ts";
import { chartText, draw, type Frame, widest } from "./parts/frame.ts";

const ROW = 26;
const SHOWN = 9;

/** The name of an axis: that of its parameter, or of all parameters that change together. */
export function axisName({ params }: Axis, labels: Labels): string {
  return params.map((param) => labels.params[param]!).join(" + ");
}

/** The name of a share: the parameters that it belongs to. */
export function shareName({ kind, axes }: Share, report: Report, labels: Labels): string {
  if (kind === "seeds") return "seeds";
  if (kind === "rest") return "everything else";
  return axes.map((axis) => axisName(report.parameters!.axes[axis]!, labels)).join(" × ");
}

/** A share as text: `86 %`, `< 1 %`. */
export function percent(share: number): string {
  return share > 0 && share < 0.005 ? "< 1 %" : `${Math.round(share * 100)} %`;
}

/** The interval of a share as text: `71–92 %`; empty if it has none. */
export function percentInterval({ interval }: Share): string {
  return interval === undefined ? "" : `${interval.map((bound) => Math.round(bound * 100)).join("–")} %`;
}

/** A bar chart of the largest shares, with their intervals as lines. Shares that may be due to chance are pale. */
export function drawShares(frame: Frame, { report, labels }: { report: Report; labels: Labels }): SVGSVGElement {
  const all = report.parameters?.shares ?? [];
  const shown = all.length > SHOWN + 1 ? all.slice(0, SHOWN) : all;
  const rows = shown.map((share, at) => ({
    at,
    share: share.share,
    name: chartText(shareName(share, report, labels), frame.width * 0.45),
    isClear: share.clear === true,
    isNoise: share.kind === "seeds" || share.kind === "rest",
    low: share.interval?.[0] ?? share.share,
    high: share.interval?.[1] ?? share.share,
  }));
  if (shown.length < all.length) {
    const share = all.slice(SHOWN).reduce((sum, { share }) => sum + share, 0);
    const name = `${all.length - SHOWN} smaller ones`;
    rows.push({ at: rows.length, share, name, isClear: false, isNoise: true, low: share, high: share });
  }
  return draw(frame, {
    height: rows.length * ROW + 8,
    marginTop: 4,
    marginBottom: 4,
    marginLeft: widest(rows.map(({ name }) => name)) + 14,
    marginRight: 52,
    x: { domain: [0, Math.max(0.01, ...rows.map(({ high }) => high))], axis: null },
    y: { domain: rows.map(({ at }) => at), type: "band", padding: 0.35, axis: null },
    marks: [
      Plot.axisY({
        tickFormat: (at: number) => rows[at]!.name,
        tickSize: 0,
        tickPadding: 8,
        fontSize: 12,
        fill: "var(--text)",
        label: null,
      }),
      Plot.barX(rows, {
        x: "share",
        y: "at",
        rx2: 2,
        fill: ({ isNoise }) => isNoise ? "var(--outline)" : "var(--accent)",
        fillOpacity: ({ isNoise, isClear }) => isNoise ? 0.55 : isClear ? 1 : 0.35,
      }),
      Plot.ruleY(rows.filter(({ low, high }) => low < high), {
        y: "at",
        x1: "low",
        x2: "high",
        stroke: "var(--text)",
        strokeWidth: 1.5,
      }),
      Plot.text(rows, {
        x: "high",
        y: "at",
        text: ({ share }) => percent(share),
        textAnchor: "start",
        dx: 6,
        fontSize: 12,
        fill: "var(--text)",
        fontVariant: "tabular-nums",
      }),
    ],
  });
}
