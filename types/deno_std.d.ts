// Declares the parts of @std that this project uses. The npm build of @std has no type declarations, so its imports would
// silently be `any`; tests/types_test.ts checks that every import is declared here and exists. If JSR can be used, deno.json
// can map the same names to jsr:@std/* and this file can be deleted.

declare module "@std/assert" {
  export function assert(expr: unknown, msg?: string): asserts expr;
  export function assertEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T;
  export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, msg?: string): void;
  export function assertGreater<T>(actual: T, expected: T, msg?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertLess<T>(actual: T, expected: T, msg?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertStringIncludes(actual: string, expected: string, msg?: string): void;
  export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T>;
  export function assertInstanceOf<T>(
    actual: unknown,
    // deno-lint-ignore no-explicit-any
    expectedType: abstract new (...args: any[]) => T,
    msg?: string,
  ): asserts actual is T;
  /** Without a class, the result is `unknown`: JavaScript can throw any value. */
  export function assertThrows(fn: () => unknown, msg?: string): unknown;
  export function assertThrows<E extends Error = Error>(
    fn: () => unknown,
    // deno-lint-ignore no-explicit-any
    ErrorClass: abstract new (...args: any[]) => E,
    msgIncludes?: string,
    msg?: string,
  ): E;
  export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
  export function assertRejects<E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    // deno-lint-ignore no-explicit-any
    ErrorClass: abstract new (...args: any[]) => E,
    msgIncludes?: string,
    msg?: string,
  ): Promise<E>;
  export function fail(msg?: string): never;
  export function unreachable(msg?: string): never;
}

declare module "@std/async/delay" {
  export function delay(ms: number, options?: { signal?: AbortSignal; persistent?: boolean }): Promise<void>;
}

declare module "@std/csv" {
  export interface ParseOptions {
    separator?: string;
    comment?: string;
    trimLeadingSpace?: boolean;
    lazyQuotes?: boolean;
    skipFirstRow?: boolean;
    columns?: readonly string[];
    fieldsPerRecord?: number;
  }
  export function parse(input: string): string[][];
  export function parse<C extends string>(
    input: string,
    options: ParseOptions & { columns: readonly C[] },
  ): Record<C, string>[];
  export function parse(
    input: string,
    options: ParseOptions & { skipFirstRow: true; columns?: never },
  ): Record<string, string>[];
  export function parse(
    input: string,
    options: ParseOptions & { skipFirstRow?: false; columns?: never },
  ): string[][];
  /** Whether there are headers is only known at run time. */
  export function parse(input: string, options: ParseOptions): Record<string, string>[] | string[][];
  export interface StringifyOptions {
    headers?: boolean;
    separator?: string;
    columns?: readonly string[];
    bom?: boolean;
  }
  export function stringify(
    data: readonly Record<string, unknown>[] | readonly (readonly unknown[])[],
    options?: StringifyOptions,
  ): string;
}

declare module "@std/data-structures/binary-heap" {
  /** The first item is the one that `compare` puts before all others. */
  export class BinaryHeap<T> {
    constructor(compare: (a: T, b: T) => number);
    static from<T>(heap: BinaryHeap<T>): BinaryHeap<T>;
    readonly length: number;
    peek(): T | undefined;
    pop(): T | undefined;
    push(...values: T[]): number;
    clear(): void;
  }
}

declare module "@std/fmt/colors" {
  export function bold(text: string): string;
  export function dim(text: string): string;
  export function red(text: string): string;
  export function green(text: string): string;
  export function yellow(text: string): string;
  export function blue(text: string): string;
  export function cyan(text: string): string;
  export function gray(text: string): string;
  export function stripAnsiCode(text: string): string;
  export function setColorEnabled(value: boolean): void;
  export function getColorEnabled(): boolean;
}

declare module "@std/path" {
  export function join(...paths: string[]): string;
  export function resolve(...paths: string[]): string;
  export function relative(from: string, to: string): string;
  export function dirname(path: string): string;
  export function basename(path: string, suffix?: string): string;
  export function extname(path: string): string;
  export function isAbsolute(path: string): boolean;
  export function normalize(path: string): string;
  export function fromFileUrl(url: string | URL): string;
  export function toFileUrl(path: string): URL;
  export function globToRegExp(
    glob: string,
    options?: { extended?: boolean; globstar?: boolean; caseInsensitive?: boolean },
  ): RegExp;
}

declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(str1: string, str2: string): number;
}

declare module "@std/text" {
  export function levenshteinDistance(str1: string, str2: string): number;
  export function closestString(
    givenWord: string,
    possibleWords: readonly string[],
    options?: { caseSensitive?: boolean; compareFn?: (a: string, b: string) => number },
  ): string;
}

declare module "@std/yaml" {
  export function parse(content: string, options?: { schema?: "core" | "json" | "failsafe" | "extended" }): unknown;
  export function stringify(data: unknown, options?: { lineWidth?: number; sortKeys?: boolean }): string;
}
