/** Worker thread that runs read tasks of a report and posts their results. */
import { serveBatches } from "../analysis/read_parallel.ts";
import { READ_DETAILS } from "./gather_report.ts";

serveBatches(READ_DETAILS.read);
