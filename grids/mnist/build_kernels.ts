/**
 * Compiles kernels.as.ts to kernels.wasm; run it after each change: `deno run -A grids/mnist/build_kernels.ts`. The compiler
 * is only needed here. The output contains a digest of the source, so that a test can detect an outdated build.
 */
const source = new URL("kernels.as.ts", import.meta.url);
const target = new URL("kernels.wasm", import.meta.url);
const section = "source.sha256";

const { success } = new Deno.Command(Deno.execPath(), {
  args: [
    ...["run", "--quiet", "--no-config", "--allow-all", "npm:assemblyscript@0.28.20/asc", "kernels.as.ts"],
    ...["-O3", "--enable", "simd", "--runtime", "stub", "--importMemory", "--noExportMemory", "-o", "kernels.wasm"],
  ],
  cwd: new URL(".", import.meta.url),
}).outputSync();
if (!success) throw new Error(`cannot compile ${source}`);

// A custom section: id 0, length of the rest, length of the name, name, content. All lengths are below 128 and take one
// byte each.
const name = new TextEncoder().encode(section);
const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Deno.readFileSync(source)));
const compiled = Deno.readFileSync(target);
Deno.writeFileSync(
  target,
  Uint8Array.of(...compiled, 0, 1 + name.length + digest.length, name.length, ...name, ...digest),
);
