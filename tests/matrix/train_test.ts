/** Each command as the first one after any ending of the training of a grid, on CPUs. */
import { cpuSite, ENDINGS, testEndings } from "./one_machine.ts";

testEndings("train", ENDINGS, cpuSite);
