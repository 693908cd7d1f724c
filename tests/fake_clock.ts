/** A clock that stands still until it is told to go on, in the place of the clocks, `setTimeout` and `clearTimeout`. */
export class FakeClock implements Disposable {
  readonly #originals = [Date.now, performance.now, globalThis.setTimeout, globalThis.clearTimeout] as const;
  readonly #timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  #now = 1_000_000;
  #last = 0;

  constructor() {
    Date.now = () => this.#now;
    performance.now = () => this.#now - performance.timeOrigin;
    globalThis.setTimeout = ((run: () => void, wait = 0) => {
      this.#timers.set(++this.#last, { at: this.#now + wait, run });
      return this.#last;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = (id) => void this.#timers.delete(Number(id));
  }

  /** Milliseconds until each pending timer is due, in ascending order. */
  waits(): number[] {
    return Array.from(this.#timers.values(), ({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  /** Advances the time, and runs each timer when it is due. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [due] = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (due === undefined) break;
      const [id, { at, run }] = due;
      this.#timers.delete(id);
      this.#now = Math.max(this.#now, at);
      run();
    }
    this.#now = end;
  }

  /** Restores the real clock. */
  [Symbol.dispose](): void {
    [Date.now, performance.now, globalThis.setTimeout, globalThis.clearTimeout] = this.#originals;
  }
}
