/**
 * Runs commands that only read in the process of the tests: without the start of a process and of Deno, which takes longer than
 * the command itself. They see the working directory, the environment and the output of a process of their own.
 */
import { setColorEnabled } from "@std/fmt/colors";
import { decideProgram, setArguments } from "../io/system/processes/program.ts";
import { DENO_TASK } from "../lib/messages/hint.ts";
import type { Main } from "../tasks/flags/command_line.ts";
import { guard } from "../tasks/flags/exit_codes.ts";
import type { Ended, Environment } from "./project.ts";

/** Those that read a grid once, start nothing and hold no lock. */
const READERS: ReadonlySet<string> = new Set([
  ...["analyze", "diff", "expand", "list", "logs", "report", "schema", "show", "status"],
]);

// These wait for something, or are about the process itself.
const WAITING: ReadonlySet<string> = new Set(["--follow", "-f", "--watch"]);

/** Whether a command can run in this process. In a workflow of GitHub Actions it cannot: a process notes once that it is in one. */
export function runsInProcess(task: string, args: readonly string[], environment: Environment): boolean {
  return (READERS.has(task) || args.includes("--dry-run")) && !args.some((arg) => WAITING.has(arg)) &&
    environment.GITHUB_ACTIONS === undefined;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command to its end. One at a time, as the working directory and the environment are those of the process.
 *
 * @param environment all variables of the command
 */
export function runInProcess(
  task: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const ended = last.then(() => run(task, args, cwd, environment));
  last = ended.catch(() => {});
  return ended;
}

async function run(
  task: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { main } = await import(`../tasks/${task}.ts`) as { main: Main };
  const former = { cwd: Deno.cwd(), environment: Deno.env.toObject() };
  using stdout = capture(Deno.stdout);
  using stderr = capture(Deno.stderr);
  using _stdin = replace(Deno.stdin, "isTerminal", () => false);
  // This process goes on to need them.
  using _permissions = replace(Deno.permissions, "revokeSync", (descriptor) => Deno.permissions.querySync(descriptor));
  try {
    Deno.chdir(cwd);
    setEnvironment(environment);
    setColorEnabled(false);
    decideProgram(() => DENO_TASK);
    setArguments(args);
    const code = await guard(() => main(args));
    return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    Deno.chdir(former.cwd);
    setEnvironment(former.environment);
  }
}

function setEnvironment(environment: Readonly<Record<string, string>>): void {
  const present = Deno.env.toObject();
  for (const name of Object.keys(present)) if (!Object.hasOwn(environment, name)) Deno.env.delete(name);
  for (const [name, value] of Object.entries(environment)) if (present[name] !== value) Deno.env.set(name, value);
}

/** Replaces a method of an object until it is disposed of. */
function replace<T extends object, K extends keyof T>(object: T, key: K, method: T[K]): Disposable {
  const former = Object.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, { value: method, configurable: true, writable: true });
  return {
    [Symbol.dispose]() {
      if (former === undefined) delete object[key];
      else Object.defineProperty(object, key, former);
    },
  };
}

/** Keeps what is written to a stream until it is disposed of. */
function capture(stream: typeof Deno.stdout): Disposable & { text(): string } {
  const decoder = new TextDecoder();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const take = (bytes: Uint8Array) => {
    chunks.push(bytes.slice());
    return bytes.length;
  };
  const replaced = [
    replace(stream, "writeSync", take),
    replace(stream, "write", (bytes) => Promise.resolve(take(bytes))),
    replace(stream, "isTerminal", () => false),
  ];
  return {
    text: () => chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join(""),
    [Symbol.dispose]: () => replaced.forEach((each) => each[Symbol.dispose]()),
  };
}
