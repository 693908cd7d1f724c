/** Each command as the first one after some endings of a grid on GPUs, which are stand-ins. */
import { movesOf } from "./endings.ts";
import { ENDINGS, gpuSite, testEndings } from "./one_machine.ts";

// What a run leaves behind does not depend on its devices. Leases do: they outlive a scheduler with its runs, and end with them.
const WITH_LEASES = ["killed, its runs live", "killed, and its runs have finished"];

const MOVES = ["train DIR", "test DIR", "run DIR", "stop DIR"];

for (const stage of ["train", "test"] as const) {
  const endings = ENDINGS.filter(({ name }) => WITH_LEASES.includes(name));
  testEndings(stage, endings, gpuSite, movesOf(stage).filter(({ name }) => MOVES.includes(name)));
}
