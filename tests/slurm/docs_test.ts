import { checkPage } from "../doc_page.ts";
import { testsOnCluster } from "./cluster.ts";

const test = testsOnCluster({ killWait: 2 });

test("the commands in docs/clusters.md print what the page shows", async (cluster) => {
  await checkPage("clusters.md", {
    env: cluster.env,
    part: (page) => page.split("\n## Grid Engine\n")[0]!,
    normalize: (output) =>
      output.replaceAll(/\bjob \d+/g, "job 1").replaceAll(/\b\d{1,7}_(\d{1,4})\b/g, "1_$1").replaceAll(
        /\bn\d\b/g,
        "n0",
      ).replaceAll(/do not see \S+,/g, "do not see DENO,"),
  });
  await cluster.ask("scancel", "--me");
  await cluster.untilEmpty();
});
