/** Prints the directory of the MNIST files, for programs that do not run in Deno. */
// deno-lint-ignore-file no-console
import { mnistDirectory } from "../mnist/mnist.ts";

console.log(mnistDirectory());
