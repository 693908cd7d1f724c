import { checkPage } from "../doc_page.ts";
import { testsOnGridEngine } from "./cluster.ts";

const test = testsOnGridEngine(8);

test("the commands of docs/clusters.md for Grid Engine print what the page shows", async (cluster) => {
  await checkPage("clusters.md", {
    env: cluster.env,
    part: (page) => page.split("\n## Grid Engine\n")[1]!,
    normalize: (output) => output.replaceAll(/\bjob \d+/g, "job 1").split("\n").map(byName).join("\n"),
  });
});

// Runs that start together are reported in any order.
function byName(line: string): string {
  return line.replace(/(started|succeeded) +sge-lr=\S+ r0 \w+/, "$1 sge-lr=0.1");
}
