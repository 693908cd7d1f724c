/**
 * Schemas of fields that several formats share. The message of a schema completes `expected …` in `describeIssue`.
 *
 * Numbers use `custom` instead of a pipe, which halves the time to check a journal of 100,000 records.
 */
import * as v from "valibot";
import { STAGES } from "../run/stage.ts";
import { isCount, isPositive } from "./plain_checks.ts";

/** A string, possibly empty. */
export const TEXT = v.string("a string");

/** A list of strings. */
export const TEXTS = v.array(TEXT, "a list of strings");

/** Strings by name. */
export const TEXT_MAP = v.record(v.string(), TEXT, "a map of strings");

/** An integer ≥ 0. */
export const COUNT = v.custom<number>(isCount, "a whole number ≥ 0");

/** An integer ≥ 1. */
export const POSITIVE = v.custom<number>(isPositive, "a whole number ≥ 1");

/** Milliseconds since the epoch. */
export const TIME = v.custom<number>((value) => Number.isFinite(value), "a number of milliseconds");

/** A stage of an experiment. */
export const STAGE = v.picklist(STAGES, '"train" or "test"');
