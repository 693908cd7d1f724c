/**
 * Runs commands in the process of the tests: without the start of a process and of Deno, which takes longer than most commands.
 * They see the working directory, the environment and the output of a process of their own. What they start are processes, as ever.
 */
import { setColorEnabled } from "@std/fmt/colors";
import { decideProgram, setArguments } from "../io/system/processes/program.ts";
import { endBackground } from "../io/system/terminal/terminal.ts";
import { DENO_TASK } from "../lib/messages/hint.ts";
import type { Main } from "../tasks/flags/command_line.ts";
import { guard } from "../tasks/flags/exit_codes.ts";
import type { Ended, Environment } from "./project.ts";

// These are about the process itself, or wait for something.
const OF_PROCESS: ReadonlySet<string> = new Set(["grid", "stop"]);
const FLAGS_OF_PROCESS: ReadonlySet<string> = new Set(["--detach", "--follow", "-f", "--time-limit", "--watch"]);

/** Whether a command can run in this process. In a workflow of GitHub Actions it cannot: a process notes once that it is in one. */
export function runsInProcess(task: string, args: readonly string[], environment: Environment): boolean {
  return !OF_PROCESS.has(task) && !args.some((arg) => FLAGS_OF_PROCESS.has(arg)) &&
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
  using _signals = removeListeners();
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
    await endBackground();
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

/** Removes the listeners of signals that are added until it is disposed of. */
function removeListeners(): Disposable {
  const added: [Deno.Signal, () => void][] = [];
  const add = Deno.addSignalListener;
  const replaced = replace(Deno, "addSignalListener", (signal, listener) => {
    added.push([signal, listener]);
    add(signal, listener);
  });
  return {
    [Symbol.dispose]() {
      replaced[Symbol.dispose]();
      for (const [signal, listener] of added) Deno.removeSignalListener(signal, listener);
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
