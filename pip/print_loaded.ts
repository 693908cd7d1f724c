/** Prints the files that the modules of a package load, its own among them, as a list of paths in JSON. */
import { registerHooks } from "node:module";

const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) loaded.add(decodeURIComponent(new URL(url).pathname));
    return next(url, context);
  },
});

for (const path of JSON.parse(Deno.args[0]!)) await import(`file://${encodeURI(path)}`);
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify([...loaded])));
// Some modules are those of workers, which wait for messages.
Deno.exit(0);
