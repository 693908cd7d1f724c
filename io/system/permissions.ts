/** What this process may do, by Deno's permissions. */

// Deno's types do not know "import", of modules from the network, yet.
type Name = Deno.PermissionName | "import";

const NEEDED_TO_READ: readonly Name[] = ["read", "write", "env"];
const OTHERS: readonly Name[] = ["run", "net", "ffi", "sys", "import"];

/**
 * Gives up for good whatever is not needed to read and write files: processes, the network, native code. What reads the files
 * of others does so first, so that a flaw in a reader can do no more.
 *
 * Deno closes `/proc`, too: which processes live can no longer be seen.
 */
export function dropPermissions(): void {
  for (const name of OTHERS) Deno.permissions.revokeSync(descriptor(name));
}

/** Whether this process may look at others: Deno opens `/proc` only to those that may do everything. */
export function maySeeProcesses(): boolean {
  return [...NEEDED_TO_READ, ...OTHERS].every((name) =>
    Deno.permissions.querySync(descriptor(name)).state === "granted"
  );
}

function descriptor(name: Name): Deno.PermissionDescriptor {
  return { name } as Deno.PermissionDescriptor;
}
