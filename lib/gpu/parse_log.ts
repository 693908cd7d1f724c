/**
 * What `nvidia-smi -q -x` prints: the one place that tells the memory of MIG instances, and which of them a process is on.
 * The instances' UUIDs are not there; their numbers are those of `nvidia-smi -L`.
 */
import type { Card, ComputeProcess, GpuSnapshot, MigInstance } from "./device.ts";
import { mebibytes, wholeNumber } from "./number.ts";
import { processName } from "./process_name.ts";

/**
 * @param known the cards and instances that were found before
 * @returns those of them that the log has, with new amounts of memory, and the processes
 */
export function parseLog(xml: string, known: Pick<GpuSnapshot, "cards" | "instances">): {
  cards: Card[];
  instances: MigInstance[];
  processes: ComputeProcess[];
} {
  const cards: Card[] = [];
  const instances: MigInstance[] = [];
  const processes: ComputeProcess[] = [];
  for (const gpu of elements(xml, "gpu")) {
    const migDevices = elements(gpu, "mig_device");
    // The card's own memory stands beside its instances', under the same name.
    const cardOnly = withoutElements(gpu, "mig_devices");
    const card = known.cards.find(({ uuid }) => uuid === value(cardOnly, "uuid"));
    if (card === undefined) continue;
    cards.push({ ...card, ...memoryOf(cardOnly) });
    const instancesHere = migDevices.flatMap((element): MigInstance[] => {
      const number = wholeNumber(value(element, "index"));
      const instance = known.instances.find((known) => known.parent === card.uuid && known.number === number);
      return instance === undefined ? [] : [{ ...instance, ids: idsOf(element), ...memoryOf(element) }];
    });
    instances.push(...instancesHere);
    processes.push(
      ...elements(cardOnly, "process_info").flatMap((element) => {
        // C computes, G draws, C+G does both, M+C computes through MPS.
        if (!(value(element, "type") ?? "C").includes("C")) return [];
        const ids = idsOf(element);
        const on = instancesHere.find((instance) =>
          instance.ids?.gpu === ids?.gpu && instance.ids?.compute === ids?.compute
        );
        return [{
          uuid: ids === undefined || on === undefined ? card.uuid : on.uuid,
          pid: wholeNumber(value(element, "pid")),
          name: processName(value(element, "process_name")),
          memory: mebibytes(value(element, "used_memory")),
        }];
      }),
    );
  }
  return { cards, instances, processes };
}

// One program writes the log, with no attribute but a card's id, no comments and nothing that nests in itself: that needs
// no parser for XML. No regular expression either, which would look for each element's end up to the end of the log.
function elements(xml: string, name: string): string[] {
  const [open, close] = [`<${name}`, `</${name}>`];
  const found: string[] = [];
  for (let at = xml.indexOf(open); at !== -1; at = xml.indexOf(open, at)) {
    at += open.length;
    if (xml[at] !== ">" && xml[at] !== " ") continue;
    const start = xml.indexOf(">", at) + 1;
    const end = start === 0 ? -1 : xml.indexOf(close, start);
    if (end === -1) break;
    found.push(xml.slice(start, end));
    at = end + close.length;
  }
  return found;
}

// From the beginning of the first to the end of the last.
function withoutElements(xml: string, name: string): string {
  const [start, end] = [xml.indexOf(`<${name}>`), xml.lastIndexOf(`</${name}>`)];
  return start === -1 || end < start ? xml : xml.slice(0, start) + xml.slice(end + name.length + 3);
}

function value(xml: string, name: string): string | undefined {
  return elements(xml, name)[0]?.trim().replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}

function memoryOf(element: string): Pick<Card, "memoryTotal" | "memoryFree"> {
  const memory = elements(element, "fb_memory_usage")[0] ?? "";
  return { memoryTotal: mebibytes(value(memory, "total")), memoryFree: mebibytes(value(memory, "free")) };
}

function idsOf(element: string): MigInstance["ids"] {
  const gpu = wholeNumber(value(element, "gpu_instance_id"));
  const compute = wholeNumber(value(element, "compute_instance_id"));
  return gpu === undefined || compute === undefined ? undefined : { gpu, compute };
}
