/// <reference lib="dom" />
/** The section about the cost of results. */
import type { JSX } from "preact";
import { drawCost, frontOf } from "../../charts/cost_chart.ts";
import { Chart } from "../chart.tsx";
import { usePage } from "../context.ts";
import { Choice, counted, Name, Section } from "../parts.tsx";

const SHOWN = 6;

/** The section; nothing if the cost is not known. */
export function Cost(): JSX.Element | null {
  const { report, labels, state, change } = usePage();
  const { cost, columns } = report;
  const against = cost?.against[state.costAgainst];
  if (cost === undefined || against === undefined || report.configurations.length < 2) return null;
  const column = state.costOf;
  const front = frontOf({ report, column, against });
  const result = <Name text={columns[column]!} />;
  const name = (choice: "seconds" | number) => choice === "seconds" ? "training time" : columns[choice]!;
  const names = front.map(({ index }) => labels.configurations[index]!);
  return (
    <Section
      id="cost"
      topic="Cost"
      title={
        <>
          {counted(front.length, "configuration")} {front.length === 1 ? "is" : "are"} on the Pareto front of {result}
          {" "}
          and <Name text={name(against)} />
        </>
      }
    >
      <div class="tools scripted">
        {columns.length > 1 && (
          <Choice
            label="Result"
            names={columns}
            chosen={column}
            choose={(costOf) => change({ costOf })}
          />
        )}
        <Choice
          label="against"
          names={cost.against.map(name)}
          chosen={state.costAgainst}
          choose={(costAgainst) => change({ costAgainst })}
        />
      </div>
      <Chart
        id="cost-chart"
        title={<>Each dot is a configuration; no other is both cheaper and better than those on the line</>}
        description={`${columns[column]} against ${name(against)}. On the Pareto front, cheapest first: ${
          names.slice(0, SHOWN).join("; ")
        }`}
        width={1040}
        inputs={[column, against]}
        draw={(frame) => drawCost(frame, { report, labels, column, against })}
      />
      <p class="note">
        On the front, cheapest first: {names.slice(0, SHOWN).map((name, index) => (
          <span key={name}>
            {index === 0 ? "" : "; "}
            <Name text={name} />
          </span>
        ))}
        {names.length > SHOWN ? `; and ${names.length - SHOWN} more` : ""}.
      </p>
    </Section>
  );
}
