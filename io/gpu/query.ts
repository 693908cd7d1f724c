/**
 * What nvidia-smi knows of this machine's GPUs.
 *
 * It answers one `--query-…` a start, so cards and processes cost a start each. `-q -x` tells both at once, but takes some
 * fifty times as long (measured with one card): it is for cards in MIG mode, as it alone tells their instances apart.
 */
import type { Card, ComputeProcess, GpuSnapshot, LostCard, MigInstance } from "../../lib/gpu/device.ts";
import { firstLine } from "../../lib/gpu/failure.ts";
import { parseList } from "../../lib/gpu/parse_list.ts";
import { parseLog } from "../../lib/gpu/parse_log.ts";
import { CARD_FIELDS, parseCards, parseLost, parseProcesses, PROCESS_FIELDS } from "../../lib/gpu/parse_query.ts";
import { type CommandResult, failureOf, GpuError, runNvidiaSmi } from "./nvidia_smi.ts";

// Without persistence mode the driver wakes up card by card, which takes seconds on large machines.
const DEADLINE = 10_000;

/**
 * Looks for GPUs: two starts of nvidia-smi, three where a card is in MIG mode.
 *
 * @param deadline milliseconds, of each start
 * @returns all that the driver tells, perhaps nothing: no GPU is no error
 * @throws {GpuError} when nvidia-smi is absent, hangs, fails, or says what cannot be understood
 */
export async function discoverGpus(deadline: number = DEADLINE): Promise<GpuSnapshot> {
  const snapshot = { ...await queryCards({ cards: [], lost: [] }, deadline), instances: [], processes: [] };
  if (snapshot.cards.length === 0) return snapshot;
  if (!snapshot.cards.some(({ mig }) => mig)) return { ...snapshot, ...await queryProcesses(snapshot, deadline) };
  return queryLog({ ...snapshot, instances: (await list(deadline)).instances }, deadline);
}

/**
 * Looks again, in one start of nvidia-smi: at the free memory of the cards, or at the processes; where a card is in MIG
 * mode, at both. A card that has disappeared is among the cards no more, and the devices on it are gone.
 *
 * @param known the last snapshot; what is not looked at stays as it is there
 * @param deadline milliseconds
 * @throws {GpuError} as above
 */
export async function lookAgain(
  known: GpuSnapshot,
  at: "memory" | "processes",
  deadline: number = DEADLINE,
): Promise<GpuSnapshot> {
  if (known.cards.some(({ mig }) => mig)) return await queryLog(known, deadline);
  return { ...known, ...await (at === "memory" ? queryCards(known, deadline) : queryProcesses(known, deadline)) };
}

/** What is known of cards alone. */
interface Cards {
  readonly cards: readonly Card[];
  readonly lost: readonly LostCard[];
}

async function queryCards(known: Cards, deadline: number): Promise<Cards> {
  let fields: readonly string[] = CARD_FIELDS;
  const ask = (ids: readonly string[]) => query(`--query-gpu=${fields.join(",")}`, ids, deadline);
  let answer = await ask(idsToAskFor(known));
  if (answer.code === 2 && answer.output.includes("mig.mode.current")) {
    fields = CARD_FIELDS.filter((field) => field !== "mig.mode.current");
    answer = await ask(idsToAskFor(known));
  }
  const listed = parseCards(answer.output, fields);
  const lost = [...known.lost.filter(({ busId }) => !listed.lost.some((card) => card.busId === busId)), ...listed.lost];
  if (listed.cards.length > 0) return { cards: listed.cards, lost };
  if (listed.lost.length > 0) {
    const others = (await list(deadline)).cards;
    return { cards: others.length === 0 ? [] : parseCards((await ask(others)).output, fields).cards, lost };
  }
  if (/^\s*No devices were found/m.test(answer.output)) return { cards: [], lost };
  throw answer.code === 0 ? misunderstood(answer) : failureOf(answer);
}

async function queryProcesses(
  known: Cards,
  deadline: number,
): Promise<Cards & { readonly processes: readonly ComputeProcess[] }> {
  const ask = (which: Cards) => query(`--query-compute-apps=${PROCESS_FIELDS.join(",")}`, idsToAskFor(which), deadline);
  let cards = known;
  let answer = await ask(known);
  if (parseLost(answer.output).some(({ busId }) => !known.lost.some((card) => card.busId === busId))) {
    cards = await queryCards({ cards: [], lost: known.lost }, deadline);
    answer = await ask(cards);
  }
  const processes = parseProcesses(answer.output);
  if (processes.length === 0 && parseLost(answer.output).length === 0) {
    if (answer.code !== 0) throw failureOf(answer);
    // No output at all means that nothing computes.
    if (answer.stdout.trim() !== "" && !/^\s*No /.test(answer.stdout)) throw misunderstood(answer);
  }
  return { cards: cards.cards, lost: cards.lost, processes };
}

// When a card is lost older ones give up at it, but answer for the others when these are named.
function idsToAskFor({ cards, lost }: Cards): string[] {
  return lost.length === 0 ? [] : cards.map(({ uuid }) => uuid);
}

async function queryLog(known: GpuSnapshot, deadline: number): Promise<GpuSnapshot> {
  const answer = await runNvidiaSmi(["-q", "-x"], deadline);
  const listed = parseLog(answer.output, known);
  const lost = parseLost(answer.output);
  if (listed.cards.length > 0) return { ...listed, lost: lost.length > 0 ? lost : known.lost };
  // The log has changed with drivers before: without it processes are known by their card alone.
  return { ...known, ...await queryProcesses(known, deadline) };
}

async function list(deadline: number): Promise<{ cards: string[]; instances: MigInstance[] }> {
  const answer = await runNvidiaSmi(["-L"], deadline);
  const listed = parseList(answer.output);
  if (listed.cards.length === 0 && answer.code !== 0 && parseLost(answer.output).length === 0) throw failureOf(answer);
  return listed;
}

function query(what: string, ids: readonly string[], deadline: number): Promise<CommandResult> {
  return runNvidiaSmi(
    [what, "--format=csv,noheader,nounits", ...(ids.length > 0 ? [`--id=${ids.join(",")}`] : [])],
    deadline,
  );
}

function misunderstood({ output }: CommandResult): GpuError {
  return new GpuError("fails", `cannot understand nvidia-smi, which says: ${firstLine(output) || "nothing"}`);
}
