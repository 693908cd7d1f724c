/** Prints the directory of the MNIST files, for programs that do not run in Deno. */
import { mnistDirectory } from "../mnist/mnist.ts";
import { print } from "../mnist/print.ts";

print(mnistDirectory());
