/**
 * Fields that several formats have. The message of a schema says what is expected: `describeIssue` puts it into words.
 *
 * Numbers are `custom` rather than a pipe: a journal of a hundred thousand records is checked in half the time.
 */
import * as v from "valibot";

/** Text, of any length. */
export const TEXT = v.string("text");

/** A list of texts. */
export const TEXTS = v.array(TEXT, "a list of texts");

/** An integer from 0. */
export const COUNT = v.custom<number>((value) => isWhole(value, 0), "a whole number from 0");

/** An integer from 1. */
export const POSITIVE = v.custom<number>((value) => isWhole(value, 1), "a whole number from 1");

/** Milliseconds since the epoch. */
export const TIME = v.custom<number>((value) => Number.isFinite(value), "a number of milliseconds");

/** A stage of an experiment. */
export const STAGE = v.picklist(["train", "test"], '"train" or "test"');

function isWhole(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}
