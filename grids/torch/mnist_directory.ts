/** Prints where the files of MNIST are, for programs that are not run by Deno. */
import { mnistDirectory } from "../mnist/mnist.ts";
import { print } from "../mnist/print.ts";

print(mnistDirectory());
