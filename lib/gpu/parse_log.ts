/**
 * Parses the XML of `nvidia-smi -q -x`, the only output with the memory of MIG instances and the processes on each.
 * It has no UUIDs of instances, but the same instance numbers as `nvidia-smi -L`.
 */
import type { Card, ComputeProcess, GpuSnapshot, MigInstance } from "./device.ts";
import { mebibytes, wholeNumber } from "./number.ts";
import { processName } from "./process_name.ts";

/**
 * Updates known cards and instances from the XML.
 *
 * @param known the cards and instances discovered before
 * @returns those that are still listed, with their current memory, and all processes
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
        // C: compute, G: graphics, C+G: both, M+C: compute through MPS.
        if (!(value(element, "type") ?? "C").includes("C")) return [];
        const ids = idsOf(element);
        const processInstance = instancesHere.find((instance) =>
          instance.ids?.gpu === ids?.gpu && instance.ids?.compute === ids?.compute
        );
        return [{
          uuid: ids === undefined || processInstance === undefined ? card.uuid : processInstance.uuid,
          pid: wholeNumber(value(element, "pid")),
          name: processName(value(element, "process_name")),
          memory: mebibytes(value(element, "used_memory")),
        }];
      }),
    );
  }
  return { cards, instances, processes };
}

// No XML parser is needed: nvidia-smi writes no comments, no attributes except a card's id, and no element inside another
// of the same name.
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
