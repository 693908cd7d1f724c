/** Each command as the first one after any ending of the tests of a grid, on CPUs. */
import { cpuSite, ENDINGS, testEndings } from "./one_machine.ts";

testEndings("test", ENDINGS, cpuSite);
