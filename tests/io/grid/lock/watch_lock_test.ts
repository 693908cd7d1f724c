import { assertEquals } from "@std/assert";
import { watchLock } from "../../../../io/grid/lock/lock.ts";
import { until } from "../../../project.ts";

type Look = "held" | "restored" | "taken" | "unreadable";

/** What is told of a lock that is found as the looks say, until they are over. */
async function tell(looks: readonly Look[]): Promise<string[]> {
  const told: string[] = [];
  let at = 0;
  const stop = watchLock(
    {
      check() {
        const look = looks[at++] ?? "held";
        if (look === "unreadable") throw new Error("Input/output error (os error 5)");
        return look;
      },
    },
    (state) => void told.push(`${at}: ${state}`),
    1,
  );
  await until("it has looked", () => at > looks.length || told.at(-1)?.endsWith("taken") === true);
  stop();
  return told;
}

Deno.test("watchLock() tells when a lock was removed, each time", async () => {
  assertEquals(await tell(["held", "restored", "held", "restored"]), ["2: restored", "4: restored"]);
});

Deno.test("watchLock() tells that another has the lock after three looks in a row, once", async () => {
  assertEquals(await tell(["taken", "taken", "restored", "taken", "taken", "held"]), ["3: restored"]);
  assertEquals(await tell(["held", "taken", "taken", "taken", "taken"]), ["4: taken"]);
});

Deno.test("watchLock() concludes nothing from a directory that cannot be read", async () => {
  assertEquals(await tell(["unreadable", "held", "unreadable"]), []);
});
