/** Parses the output of `nvidia-smi -L`: the cards, each followed by its MIG instances. */
import type { MigInstance } from "./device.ts";

/** The UUIDs of the cards, in order, and the instances. Other lines are ignored. */
export function parseList(text: string): { cards: string[]; instances: MigInstance[] } {
  const cards: string[] = [];
  const instances: MigInstance[] = [];
  for (const line of text.split("\n")) {
    const card = /^GPU \d+: .*\(UUID: (GPU-[^\s)]+)\)\s*$/.exec(line);
    if (card !== null) cards.push(card[1]!);
    const instance = /^\s+MIG (\S+)\s+Device\s+(\d{1,4}): \(UUID: (MIG-[^\s)]+)\)\s*$/.exec(line);
    const parent = cards.at(-1);
    if (instance === null || parent === undefined) continue;
    const [, profile, number, uuid] = instance;
    instances.push({
      uuid: uuid!,
      parent,
      number: Number(number),
      profile: profile!,
      ids: undefined,
      memoryTotal: undefined,
      memoryFree: undefined,
    });
  }
  return { cards, instances };
}
