/** The permissions of this process, as Deno grants them. */

// Deno's types do not know "import", of modules from the network, yet.
type Name = Deno.PermissionName | "import";

const NEEDED_TO_READ: readonly Name[] = ["read", "write", "env"];
const OTHERS: readonly Name[] = ["run", "net", "ffi", "sys", "import"];

/**
 * Gives up all permissions that are not needed to read and write files: for processes, the network, native code. Called before
 * files of others are read, so that a flaw in a reader can do no more harm.
 *
 * Without all permissions Deno also denies access to `/proc` (processes can no longer be inspected), `/sys` and `/dev`: nothing
 * is given up if a grid is in `/dev/shm`.
 *
 * @param paths the files and directories that are read
 */
export function dropPermissions(paths: readonly string[]): void {
  if ([".", ...paths].some(needsAllPermissions)) return;
  // Remembered now, because it cannot be read afterwards.
  userId();
  for (const name of OTHERS) Deno.permissions.revokeSync(descriptor(name));
}

let user: number | null | undefined;

/** The id of this user, also after {@link dropPermissions}; `null` if the system has none, or does not tell. */
export function userId(): number | null {
  if (user === undefined) {
    user = Deno.permissions.querySync({ name: "sys", kind: "uid" }).state === "granted" ? Deno.uid() : null;
  }
  return user;
}

/** Whether this process can inspect others: Deno grants access to `/proc` only with all permissions. */
export function maySeeProcesses(): boolean {
  return [...NEEDED_TO_READ, ...OTHERS].every((name) =>
    Deno.permissions.querySync(descriptor(name)).state === "granted"
  );
}

function needsAllPermissions(path: string): boolean {
  let real = path;
  try {
    real = Deno.realPathSync(path);
  } catch {
    // The path may not exist. Then it is checked as it is.
  }
  return /^\/(dev|proc|sys)\//.test(real);
}

function descriptor(name: Name): Deno.PermissionDescriptor {
  return { name } as Deno.PermissionDescriptor;
}
