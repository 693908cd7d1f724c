/** Measures the disk usage of directories. */

/**
 * The sizes of directories in bytes, by path. `du` is many times faster than looking at each file from here.
 *
 * @param paths directories
 * @param seconds the time limit: directories whose sizes are not known by then are left out
 */
export async function diskUsage(paths: readonly string[], seconds: number): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  if (paths.length === 0) return sizes;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), seconds * 1_000);
  try {
    const child = new Deno.Command("du", {
      args: ["-sk", "--", ...paths],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: controller.signal,
    }).spawn();
    // Sizes that were printed before it was killed count.
    const text = await new Response(child.stdout).text();
    await child.status;
    for (const line of text.split("\n")) {
      const [, kib, path] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
      if (kib !== undefined && path !== undefined) sizes.set(path, Number(kib) * 1024);
    }
  } catch {
    // There is no du.
  } finally {
    clearTimeout(timer);
  }
  return sizes;
}
