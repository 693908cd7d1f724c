/** The section about the provenance of the grids, and how to repeat them. */
import type { ComponentChildren, JSX } from "preact";
import type { GridProvenance } from "../../model.ts";
import { usePage } from "../context.ts";
import { counted, Name, Section, Text, Time } from "../parts.tsx";

/** The section; nothing if the provenance is not known. */
export function Provenance(): JSX.Element | null {
  const { report: { provenance } } = usePage();
  if (provenance.length === 0) return null;
  return (
    <Section id="provenance" topic="Provenance" title={<>How to repeat it</>}>
      {provenance.map((grid) => <Grid key={grid.grid} grid={grid} />)}
    </Section>
  );
}

function Grid({ grid }: { readonly grid: GridProvenance }): JSX.Element {
  const { report: { grids } } = usePage();
  const { made, versions, command, overrides, commit, dirty, seed, launches, commands, diff, gridFile } = grid;
  return (
    <div class="grid-provenance">
      {grids.length > 1 && (
        <h3>
          <Name text={grids[grid.grid]!} />
        </h3>
      )}
      <dl class="facts">
        {made && (
          <Fact name="Created">
            <Time iso={made} />
          </Fact>
        )}
        {versions && <Fact name="Versions">{`grid-workers ${versions.gridWorkers}, Deno ${versions.deno}`}</Fact>}
        {command && (
          <Fact name="Arguments">
            <Code text={command} />
          </Fact>
        )}
        {overrides.length > 0 && (
          <Fact name="Overrides">
            <Code text={overrides.join(" ")} />
          </Fact>
        )}
        {commit && (
          <Fact name="Commit">
            <Code text={commit} />
            {dirty ? " with uncommitted changes" : ""}
          </Fact>
        )}
        {seed !== undefined && (
          <Fact name="Seed">
            <Code text={seed} />
          </Fact>
        )}
        {launches.map(({ stage, hash, command }) => (
          <Fact key={hash} name={stage === "train" ? "Training" : "Test"}>
            {command !== "" && <Code text={command} />}
            <div class="note">launched_with {hash}</div>
          </Fact>
        ))}
      </dl>
      {commands.length > 0 && (
        <dl class="facts">
          {commands.map(({ what, command }) => (
            <Fact key={what} name={what}>
              <Code text={command} />
            </Fact>
          ))}
        </dl>
      )}
      {gridFile !== undefined && <File name="Grid file" text={gridFile} />}
      {diff !== undefined && <File name="Uncommitted changes" text={diff} />}
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Code({ text }: { readonly text: string }): JSX.Element {
  return (
    <code>
      <Text text={text} />
    </code>
  );
}

function File({ name, text }: { readonly name: string; readonly text: string }): JSX.Element {
  const lines = text.replace(/\n$/, "").split("\n");
  return (
    <details class="file">
      <summary>
        {name} <span class="note">{counted(lines.length, "line")}</span>
      </summary>
      <pre tabIndex={0}>{lines.map((line, index) => <span key={index}><Text text={line} />{"\n"}</span>)}</pre>
    </details>
  );
}
