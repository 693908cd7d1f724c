/** The command that starts a module of this program. */

const PERMISSIONS = ["--quiet", "--no-prompt", "--allow-all"];

// As the launcher of the npm package has it.
const INSTALLED = [
  ...["--no-config", "--no-lock", "--no-remote", "--node-modules-dir=manual"],
  "--unstable-lazy-dynamic-imports",
];

/**
 * The words that run a module of this program in a process of its own, with all permissions.
 *
 * @param script the path of the module, absolute
 */
export function denoCommand(script: string, args: readonly string[]): string[] {
  // In the npm package, the nearest configuration is that of another project.
  const isInstalled = script.includes("/node_modules/");
  return [Deno.execPath(), "run", ...PERMISSIONS, ...(isInstalled ? INSTALLED : []), script, ...args];
}
