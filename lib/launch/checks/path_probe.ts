/** The part of the file system that decides whether a run can start. */

/** Looks at this machine. Paths are absolute. */
export interface PathProbe {
  /** What is at a path; a `program` is a file that may be executed. */
  readonly kindOf: (path: string) => "program" | "file" | "directory" | undefined;
  /** Whether a program is on PATH, whose relative entries start at a working directory. */
  readonly isOnPath: (name: string, workdir: string) => boolean;
  /** The names in a directory; none if it cannot be read. */
  readonly namesIn: (dir: string) => readonly string[];
}
