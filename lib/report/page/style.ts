/** The style sheet of a page. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --line: #d1d9e0; --ground: #fff; --shade: #f6f8fa;
  --accent: #0969da; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --muted: #9198a1; --line: #3d444d; --ground: #0d1117;
  --shade: #151b23; --accent: #4493f8; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); }
main { max-width: 1200px; margin: 0 auto; padding: 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding: .5rem 0; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
th bdi, td bdi { display: inline-block; max-width: 40ch; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
.number { text-align: right; }
tr[data-candidate] th { font-weight: 700; }
tr[data-candidate] th::after { content: " ●"; color: var(--accent); }
tbody th { font-weight: 400; }
figure { margin: 1rem 0; }
figcaption, .note, .counts { color: var(--muted); }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 1rem; }
pre { overflow: auto; max-height: 30rem; background: var(--shade); padding: .75rem; font-size: .85rem; }
dl div { display: flex; gap: 1rem; } dt { min-width: 14rem; color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
svg { max-width: 100%; height: auto; }
@media print { .scroll { overflow: visible; } details > * { display: block; } }
`;
