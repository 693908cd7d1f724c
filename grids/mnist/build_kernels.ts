/**
 * Compiles kernels.as.ts to kernels.wasm, after a change: `deno run -A grids/mnist/build_kernels.ts`. The compiler is
 * only needed for this; a digest of the source in the result lets a test notice when this was forgotten.
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

// A custom section: its id 0, the length of what follows, the length of its name, the name, anything. All lengths are
// below 128, so that each takes one byte.
const name = new TextEncoder().encode(section);
const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Deno.readFileSync(source)));
const compiled = Deno.readFileSync(target);
Deno.writeFileSync(
  target,
  Uint8Array.of(...compiled, 0, 1 + name.length + digest.length, name.length, ...name, ...digest),
);
