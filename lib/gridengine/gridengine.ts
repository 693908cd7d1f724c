/** What Grid Engine calls things. */
import type { Dialect } from "../cluster/dialect.ts";
import type { Settings } from "../grid/settings/settings.ts";
import { argumentsOf, arrayWords, controllerArrayWords, controllerWords, qsubOptions, typed } from "./qsub_options.ts";

/** The language of Grid Engine. */
export const GRID_ENGINE: Dialect = {
  name: "sge",
  title: "Grid Engine",
  program: "qsub",
  script: "gridengine/gridengine.sh",
  trial: "qsub -w v",
  cancel: "qdel",
  options: qsubOptions,
  arrayWords,
  controllerWords,
  controllerArrayWords,
  given: ({ words, dependency }) =>
    [...words, ...(dependency === undefined ? [] : [`-${DEPENDENCY} ${dependency}`])]
      .map((word) => ({ name: nameOf(word), text: typed(word) })),
  without: (options, names) => ({
    ...options,
    words: options.words.filter((word) => !names.includes(nameOf(word))),
    dependency: names.includes(DEPENDENCY) ? undefined : options.dependency,
  }),
  withoutNodes: (options, nodes) =>
    nodes.length === 0 ? options : { ...options, words: [...options.words, `-l hostname=!(${nodes.join("|")})`] },
  settingOf,
  suggest: () => "",
  isPolicy: () => false,
  defaults: () => [],
  // Its tasks count from 1.
  elementName: (job, first, last = first) => `${job}.${first + 1}${first === last ? "" : `-${last + 1}`}`,
  requeue: (element) => `qmod -rj ${element}`,
  remedy: (reason, job) => reason.startsWith("launch failed") ? `qstat -j ${job} says why; qmod -cj ${job}` : undefined,
};

const DEPENDENCY = "hold_jid";

// `q` of `-q gpu.q`, `l.h_rt` of `-l h_rt=60`.
function nameOf(word: string): string {
  const [option, value = ""] = argumentsOf(word);
  return option === "-l" ? `l.${value.split("=")[0]}` : option!.slice(1);
}

function settingOf(settings: Settings, option: string): string {
  const { sge } = settings;
  if (sge.has(option)) return `sge.${option}`;
  if (option.startsWith("l.") && sge.has("l")) return "sge.l";
  switch (option) {
    case "l.gpu":
      return "gpus_per_run";
    case "l.mem_free":
      return "memory_per_run";
    case "l.h_rt":
      return "timeout";
    default:
      return "sge";
  }
}
