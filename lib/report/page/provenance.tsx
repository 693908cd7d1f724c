/** The section about the origin of the grids. */
import type { JSX } from "preact";
import type { GridProvenance, Report } from "../model.ts";

/** The section. */
export function ProvenanceSection({ report }: { readonly report: Report }): JSX.Element {
  const { provenance, grids, warnings, created, generator } = report;
  return (
    <section id="provenance">
      <h2>Provenance</h2>
      {warnings.length > 0 && (
        <ul class="warnings">
          {warnings.map((warning) => (
            <li>
              <bdi>{warning}</bdi>
            </li>
          ))}
        </ul>
      )}
      {provenance.map((grid) => <Grid name={grids[grid.grid]!} grid={grid} />)}
      <p>
        Made by grid-workers {generator} on <time dateTime={created}>{dateOf(created)}</time>.
      </p>
    </section>
  );
}

function Grid({ name, grid }: { readonly name: string; readonly grid: GridProvenance }): JSX.Element {
  const { made, versions, command, overrides, commit, dirty, seed, launches, commands, gridFile, diff } = grid;
  const facts: [string, JSX.Element | string | undefined][] = [
    ["made", made && <time dateTime={made}>{dateOf(made)}</time>],
    ["versions", versions && `grid-workers ${versions.gridWorkers}, Deno ${versions.deno}`],
    ["command line", command && <code>{command}</code>],
    ["changes to the grid", overrides.length > 0 ? <code>{overrides.join(" ")}</code> : undefined],
    ["commit", commit && <code>{commit}</code>],
    ["uncommitted changes", dirty === undefined ? undefined : dirty ? "yes" : "none"],
    ["seed", seed],
  ];
  return (
    <article>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <dl>
        {facts.filter(([, value]) => value !== undefined && value !== "").map(([term, value]) => (
          <div>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {launches.length > 0 && (
        <table>
          <caption>What the runs were launched with</caption>
          <thead>
            <tr>
              <th scope="col">launched_with</th>
              <th scope="col">stage</th>
              <th scope="col">command</th>
            </tr>
          </thead>
          <tbody>
            {launches.map(({ stage, hash, command }) => (
              <tr>
                <td>
                  <code>{hash}</code>
                </td>
                <td>{stage}</td>
                <td>
                  <code>
                    <bdi>{command}</bdi>
                  </code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl class="commands">
        {commands.map(({ what, command }) => (
          <div>
            <dt>{what}</dt>
            <dd>
              <code>{command}</code>
            </dd>
          </div>
        ))}
      </dl>
      {gridFile !== undefined && <Text title="grid file" text={gridFile} />}
      {diff !== undefined && <Text title="uncommitted changes" text={diff} />}
    </article>
  );
}

function Text({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <details>
      <summary>{title}</summary>
      <pre dir="auto" tabIndex={0}>{text}</pre>
    </details>
  );
}

function dateOf(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}
