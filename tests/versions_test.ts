/** All packages have one version, that of the changelog. */
import { assert, assertEquals } from "@std/assert";
import jsr from "../deno.jsr.json" with { type: "json" };
import config from "../deno.json" with { type: "json" };

/** `[1, 2, 3]` for `1.2.3`. */
function parts(version: string): number[] {
  return version.split(".").map(Number);
}

Deno.test("npm, PyPI and JSR get the version of deno.json, which the changelog has, or which comes after its releases", () => {
  const { version } = config;
  // Without suffixes, it is written in the same way everywhere.
  assert(/^\d+\.\d+\.\d+$/.test(version), version);
  assertEquals(jsr.version, version);
  const sections = Array.from(
    Deno.readTextFileSync("CHANGELOG.md").matchAll(/^## \[?([\w.]+)\]?/gm),
    ([, name]) => name!,
  );
  const [newest, previous] = sections;
  if (newest !== "Unreleased") return assertEquals(newest, version);
  if (previous === undefined) return;
  const [mine, theirs] = [parts(version), parts(previous)];
  const place = mine.findIndex((part, at) => part !== theirs[at]);
  assert(place >= 0 && mine[place]! > theirs[place]!, `${version} is not after ${previous}`);
});
