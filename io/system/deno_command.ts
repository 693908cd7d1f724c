/** The command that starts a module of this program. */

/**
 * The words that run a module of this program in a process of its own, with all permissions.
 *
 * @param script the path of the module, absolute
 */
export function denoCommand(script: string, args: readonly string[]): string[] {
  // In the npm package, the nearest configuration is that of another project.
  const isInstalled = script.includes("/node_modules/");
  const flags = isInstalled ? ["--no-config", "--no-lock", "--no-remote", "--node-modules-dir=manual"] : [];
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", "--allow-all", ...flags, script, ...args];
}
