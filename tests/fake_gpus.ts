/** Simulates a machine with GPUs: a fake nvidia-smi and its state. */
import { dirname, fromFileUrl, join } from "@std/path";

const FAKE = join(dirname(fromFileUrl(import.meta.url)), "fixtures/gpu");

/** A card, amounts of memory in MiB. */
export interface FakeCard {
  readonly uuid: string;
  readonly name: string;
  readonly memoryTotal: number;
  readonly memoryFree: number;
  readonly computeMode: string;
  readonly busId: string;
  /** The profiles of its instances (`1g.5gb`), each with a UUID; in MIG mode even if there are none. */
  readonly mig?: readonly { readonly uuid: string; readonly profile: string }[];
}

/** A process that computes; `instance` is the number of the MIG instance that it is on. */
export interface FakeProcess {
  readonly uuid: string;
  readonly pid: number;
  readonly name: string;
  /** MiB. */
  readonly memory: number;
  readonly instance?: number;
}

/** The simulated GPUs. Tests can change them while schedulers run. */
export class FakeGpus implements Disposable {
  /** The environment in which tasks find the fake nvidia-smi. */
  readonly env: Record<string, string>;
  readonly #state: string;
  #cards: readonly FakeCard[];
  #processes: readonly FakeProcess[] = [];

  /** @param cards the number of identical cards, or the properties of each */
  constructor(cards: number | readonly Partial<FakeCard>[]) {
    this.#state = Deno.makeTempDirSync({ prefix: "fake gpus' " });
    this.env = { PATH: `${FAKE}:${Deno.env.get("PATH")}`, FAKE_NVIDIA_SMI: this.#state };
    this.#cards = Array.from(typeof cards === "number" ? Array(cards).fill({}) : cards, fakeCard);
    this.#write();
  }

  /** The UUIDs of the cards that are still there. */
  get uuids(): string[] {
    return this.#cards.map(({ uuid }) => uuid);
  }

  /** Sets the compute processes. */
  compute(...processes: FakeProcess[]): void {
    this.#processes = processes;
    this.#write();
  }

  /** Changes a card. */
  change(uuid: string, change: Partial<FakeCard>): void {
    this.#cards = this.#cards.map((card) => card.uuid === uuid ? { ...card, ...change } : card);
    this.#write();
  }

  /**
   * Makes a card fall off the bus.
   *
   * @param how `gives up`: like an old driver, which does not report the other cards unless they are listed
   */
  lose(uuid: string, how: "goes on" | "gives up" = "goes on"): void {
    const { busId } = this.#cards.find((card) => card.uuid === uuid)!;
    const line = how === "goes on"
      ? `Unable to determine the device handle for GPU1: ${busId}: Unknown Error\n`
      : `Unable to determine the device handle for GPU ${busId}: GPU is lost.  Reboot the system to recover this GPU\n`;
    this.set("lost", line);
    if (how === "gives up") this.set("gives_up");
    // The card keeps its place in the others' indices.
    this.#cards = this.#cards.map((card) => card.uuid === uuid ? { ...card, busId: "" } : card);
    this.#write();
  }

  /** Sets a fixed output and exit code for all further calls. */
  say(text: string, code: number): void {
    this.set("code", String(code));
    this.set("says", text);
  }

  /** Creates or replaces a file of the state: see fixtures/gpu/nvidia-smi. */
  set(file: string, text = ""): void {
    const path = join(this.#state, file);
    Deno.writeTextFileSync(`${path}.new`, text);
    Deno.renameSync(`${path}.new`, path);
  }

  /** Removes a file of the state. */
  unset(file: string): void {
    Deno.removeSync(join(this.#state, file));
  }

  /** All calls so far: milliseconds since the epoch, and the arguments. */
  calls(): { readonly time: number; readonly args: string }[] {
    return this.#read("calls").map((line) => {
      const space = line.indexOf(" ");
      return { time: Number(line.slice(0, space)) / 1e6, args: line.slice(space + 1) };
    });
  }

  [Symbol.dispose](): void {
    for (const pid of this.#read("hanging")) {
      try {
        Deno.kill(Number(pid), "SIGKILL");
      } catch {
        // It has ended.
      }
    }
    Deno.removeSync(this.#state, { recursive: true });
  }

  #read(file: string): string[] {
    try {
      return Deno.readTextFileSync(join(this.#state, file)).split("\n").filter((line) => line !== "");
    } catch {
      return [];
    }
  }

  #write(): void {
    const cards = this.#cards.map((card, index) => ({ ...card, index })).filter(({ busId }) => busId !== "");
    const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");
    this.set(
      "cards.csv",
      lines(cards.map((card) =>
        [
          card.index,
          card.uuid,
          card.name,
          card.memoryTotal,
          card.memoryFree,
          card.mig === undefined ? 0 : "[N/A]",
          card.computeMode,
          `0000${card.busId}`,
          card.mig === undefined ? "[N/A]" : "Enabled",
        ].join(", ")
      )),
    );
    this.set("apps.csv", lines(this.#processes.map((app) => `${app.uuid}, ${app.pid}, ${app.name}, ${app.memory}`)));
    this.set(
      "list",
      lines(cards.flatMap(({ index, name, uuid, mig = [] }) => [
        `GPU ${index}: ${name} (UUID: ${uuid})`,
        ...mig.map((part, i) =>
          `  MIG ${part.profile.padEnd(11)} Device ${String(i).padStart(2)}: (UUID: ${part.uuid})`
        ),
      ])),
    );
    const log = cards.map((card) => logOf(card, this.#processes.filter(({ uuid }) => uuid === card.uuid))).join("");
    this.set("log.xml", `<?xml version="1.0" ?>\n<nvidia_smi_log>\n${log}</nvidia_smi_log>\n`);
  }
}

function fakeCard(card: Partial<FakeCard>, index: number): FakeCard {
  const digit = index.toString(16);
  return {
    uuid: `GPU-${digit.repeat(8)}-aaaa-bbbb-cccc-${digit.repeat(12)}`,
    name: "NVIDIA GeForce RTX 3090",
    memoryTotal: 24576,
    memoryFree: 24252,
    computeMode: "Default",
    busId: `0000:${digit}1:00.0`,
    ...card,
  };
}

// Instances have one compute instance each, and take the numbers of GPU instances from 7 on.
function logOf(card: FakeCard, processes: readonly FakeProcess[]): string {
  const memory = (total: number, free: number) =>
    `<fb_memory_usage><total>${total} MiB</total><used>${
      total - free
    } MiB</used><free>${free} MiB</free></fb_memory_usage>`;
  const ids = (instance: number | undefined) =>
    `<gpu_instance_id>${instance === undefined ? "N/A" : instance + 7}</gpu_instance_id>` +
    `<compute_instance_id>${instance === undefined ? "N/A" : 0}</compute_instance_id>`;
  const instances = (card.mig ?? []).map(({ profile }, i) => {
    const total = Number(/\.(\d+)gb/.exec(profile)?.[1] ?? 5) * 1_000;
    const used = processes.filter(({ instance }) => instance === i).reduce((sum, { memory }) => sum + memory, 0);
    return `<mig_device><index>${i}</index>${ids(i)}${memory(total, total - used)}</mig_device>\n`;
  });
  const running = processes.map((app) =>
    `<process_info>${ids(app.instance)}<pid>${app.pid}</pid><type>C</type>` +
    `<process_name>${app.name}</process_name><used_memory>${app.memory} MiB</used_memory></process_info>\n`
  );
  return `<gpu id="0000${card.busId}"><product_name>${card.name}</product_name>\n` +
    `<mig_devices>${instances.join("") || "None"}</mig_devices>\n<uuid>${card.uuid}</uuid>\n` +
    `${memory(card.memoryTotal, card.memoryFree)}\n<processes>${running.join("")}</processes></gpu>\n`;
}
