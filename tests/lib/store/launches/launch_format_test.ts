import { assertEquals } from "@std/assert";
import {
  parseClaim,
  parseDevices,
  parseExit,
  printClaim,
  printDevices,
  printExit,
  VOID_CLAIM,
} from "../../../../lib/store/launch_format.ts";

const CLAIM = "4711 123456 0e9fb3a4-6f5e-4f2e-9d2c-0d6f6f0f9a11 pid:[4026531836] lab\n";
const UNKNOWN = "4711 - - - lab\n";

Deno.test("a claim has the format of version 1", () => {
  assertEquals(parseClaim(CLAIM), {
    kind: "holder",
    pid: 4711,
    latestStart: 123456,
    boot: "0e9fb3a4-6f5e-4f2e-9d2c-0d6f6f0f9a11",
    pidNamespace: "pid:[4026531836]",
    host: "lab",
  });
  const unknown = parseClaim(UNKNOWN);
  assertEquals(unknown.kind === "holder" && unknown.latestStart, undefined);
  for (const text of [CLAIM, UNKNOWN]) {
    const claim = parseClaim(text);
    assertEquals(claim.kind === "holder" && printClaim(claim), text);
  }
});

Deno.test("a claim that is incomplete or empty has no holder yet", () => {
  const words = CLAIM.trimEnd().split(" ");
  const cut = words.map((_, index) => `${words.toSpliced(index, 1).join(" ")}\n`);
  for (const text of ["", "\n", CLAIM.trimEnd(), "4711", ...cut, `${CLAIM}${CLAIM}`, `x${CLAIM}`]) {
    assertEquals(parseClaim(text), { kind: "unfilled" }, JSON.stringify(text));
  }
});

Deno.test("a void claim is the word void", () => {
  assertEquals(parseClaim(VOID_CLAIM), { kind: "void" });
  for (const text of ["void", "void\n\n", " void\n"]) assertEquals(parseClaim(text), { kind: "unfilled" });
});

Deno.test("an exit record is an exit code, or shows that nothing was started", () => {
  const mark = "1a2b.12/a-r0-1a2b3c4d:train.1";
  for (const text of ["0\n", "143\n", "unleased\n", `0 ${mark}\n`, `143 stop ${mark}\n`, `unleased ${mark}\n`]) {
    assertEquals(printExit(parseExit(text)!), text);
  }
  assertEquals(parseExit("143\n"), { kind: "code", code: 143 });
  assertEquals(parseExit("unleased\n"), { kind: "unleased" });
  assertEquals(parseExit(`143 timeout ${mark} further\n`), { kind: "code", code: 143, told: "timeout", mark });
  for (const text of ["", "1", "\n", "x\n", "-1\n", "1\n1\n", "unleased"]) assertEquals(parseExit(text), undefined);
});

Deno.test("the GPUs of a launch are comma-separated UUIDs", () => {
  assertEquals(parseDevices("GPU-a,MIG-GPU-b/7/0\n"), ["GPU-a", "MIG-GPU-b/7/0"]);
  assertEquals(printDevices(["GPU-a", "MIG-GPU-b/7/0"]), "GPU-a,MIG-GPU-b/7/0\n");
  for (const text of ["", "\n", "GPU-a", "GPU-a,\n", ",GPU-a\n"]) assertEquals(parseDevices(text), undefined);
});
