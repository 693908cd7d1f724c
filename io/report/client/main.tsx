/// <reference lib="dom" />
/** The script of the page: makes the static page interactive. */
import { hydrate, type JSX } from "preact";
import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { decodeReport } from "../../../lib/report/model.ts";
import type { Page, Surface } from "../../../lib/report/page/context.ts";
import { ReportPage } from "../../../lib/report/page/page.tsx";
import { parseFilter } from "../../../lib/report/view/filter.ts";
import { labelsOf } from "../../../lib/report/view/labels.ts";
import { sortConfigurations } from "../../../lib/report/view/order.ts";
import { decodeLink, encodeLink, initialState, type PageState } from "../../../lib/report/view/page_state.ts";
import { readAddress, writeAddress } from "./address.ts";
import { attachChart } from "./attach_chart.ts";
import { createData } from "./decode_data.ts";
import { closeMenus, copyText, reloadEvery, saveChart } from "./page_events.ts";

const report = decodeReport(document.getElementById("data-report")!.textContent!);
const labels = labelsOf(report);
// Set once the page has been rendered.
let renderAgain = () => {};
const data = createData(() => renderAgain());
const surface: Surface = {
  kind: "browser",
  browser: { attach: attachChart, copy: copyText, save: (chart, file) => saveChart(chart, file, data.settled) },
};

function App(): JSX.Element {
  const [state, change] = useReducer(
    (state: PageState, part: Partial<PageState>) => ({ ...state, ...part }),
    report,
    initialState,
  );
  const [, setVersion] = useState(0);
  useEffect(() => {
    renderAgain = () => setVersion((version) => version + 1);
    return followAddress(change);
  }, []);
  useEffect(() => writeAddressSoon(() => encodeLink(state, report)), [state]);
  const filter = useMemo(() => parseFilter(state.filter, report), [state.filter]);
  const rows = useMemo(() => {
    const passing = Array.from(report.configurations.keys()).filter(filter.passes);
    return state.sort === undefined ? passing : sortConfigurations(passing, state.sort, report);
  }, [filter, state.sort]);
  const page: Page = { report, labels, state, rows, filterProblem: filter.problem, data, surface, change };
  return <ReportPage page={page} />;
}

// The page in the file shows the initial state. Applies the state in the address, now and whenever that changes.
function followAddress(change: (state: PageState) => void): () => void {
  const follow = () => {
    const { section, state } = readAddress();
    // A link to a section of the page keeps the state.
    if (state === undefined) return writeNow();
    change(decodeLink(state, report));
    document.getElementById(section)?.scrollIntoView();
  };
  follow();
  addEventListener("hashchange", follow);
  return () => removeEventListener("hashchange", follow);
}

// Milliseconds. Browsers limit how often an address may change.
const PAUSE = 150;
// Writes the newest state into the address.
let writeNow = () => {};

function writeAddressSoon(encode: () => string): () => void {
  writeNow = () => writeAddress(encode());
  const timer = setTimeout(() => writeNow(), PAUSE);
  return () => clearTimeout(timer);
}

document.documentElement.classList.add("scripts");
hydrate(<App />, document.getElementById("page")!);
closeMenus();
reloadEvery(Number(document.documentElement.dataset.reload), () => writeNow());
