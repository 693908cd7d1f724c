/// <reference lib="dom" />
/** Decodes the packed numbers of the page when they are needed. */
import { readCurveBands, readRunCurves, readRunValues } from "../../../lib/report/pack/packed_curves.ts";
import { unpack } from "../../../lib/report/pack/unpack.ts";
import type { PageData } from "../../../lib/report/page/context.ts";

/**
 * The numbers of the page.
 *
 * @param onDecoded called when something that was asked for has been decoded
 */
export function createData(onDecoded: () => void): PageData {
  const decoded = new Map<string, unknown>();
  const pending = new Set<Promise<void>>();
  function ask<T>(id: string, read: (lists: Float32Array[]) => T): T | undefined {
    if (!decoded.has(id)) {
      decoded.set(id, undefined);
      const text = document.getElementById(id)?.textContent;
      if (text) {
        const decoding = unpack(text).then((lists) => {
          decoded.set(id, read(lists));
          onDecoded();
        }).catch(reportError).finally(() => pending.delete(decoding));
        pending.add(decoding);
      }
    }
    return decoded.get(id) as T | undefined;
  }
  return {
    settled: async () => void await Promise.all(pending),
    runs: () => ask("data-runs", readRunValues),
    bands: (column) => ask(`data-curves-${column}`, readCurveBands),
    runCurves: (column) => ask(`data-curves-${column}-runs`, readRunCurves),
  };
}
