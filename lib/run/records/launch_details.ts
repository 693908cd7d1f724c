/** What a launch was prepared with, as its records in the journal have it. */
import type { Run } from "../run_state.ts";
import type { LaunchDetails } from "./journal_record.ts";

/** The details of the launch of a run that waits in the queue of a cluster; without one, of the newest that started. */
export function launchDetails({ queued, newest }: Run): LaunchDetails {
  const { testDir, launchedWith, seed } = queued ?? newest ?? {};
  return {
    ...(testDir !== undefined && { test_dir: testDir }),
    ...(launchedWith !== undefined && { launched_with: launchedWith }),
    ...(seed !== undefined && { seed }),
  };
}
