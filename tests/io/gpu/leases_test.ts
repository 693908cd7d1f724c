import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { holdersOf, LeaseError, type Leases, openLeases } from "../../../io/gpu/leases.ts";
import { readHostIdentity } from "../../../io/system/place.ts";

const PLACE = readHostIdentity();

/** Runs a test with a lease directory and a function that opens leases, of one GPU by default. */
function withLeases(name: string, test: (dir: string, open: (...uuids: string[]) => Leases) => void): void {
  Deno.test(name, () => {
    const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "leases' " }));
    const before = Deno.env.get("GRID_WORKERS_LEASE_DIR");
    Deno.env.set("GRID_WORKERS_LEASE_DIR", join(root, "leases"));
    Deno.mkdirSync(join(root, "grid"));
    try {
      test(join(root, "leases"), (...uuids) => {
        return openLeases(join(root, "grid"), uuids.length === 0 ? ["GPU-a"] : uuids, PLACE);
      });
    } finally {
      if (before === undefined) Deno.env.delete("GRID_WORKERS_LEASE_DIR");
      else Deno.env.set("GRID_WORKERS_LEASE_DIR", before);
      Deno.removeSync(root, { recursive: true });
    }
  });
}

const modeOf = (path: string) => (Deno.lstatSync(path).mode! & 0o7777).toString(8);

function makePipe(path: string): void {
  assert(new Deno.Command("mkfifo", { args: [path] }).outputSync().success);
}

function makeDir(path: string, mode = 0o1777): void {
  Deno.mkdirSync(path);
  Deno.chmodSync(path, mode);
}

withLeases(
  "leases can be read by all, removed only by their owner, and do not age, whatever the umask",
  (dir, open) => {
    const umask = Deno.umask(0o077);
    try {
      open("GPU-a", "MIG-GPU-b/7/0");
    } finally {
      Deno.umask(umask);
    }
    assertEquals(modeOf(dir), "1777");
    const names = Array.from(Deno.readDirSync(dir), ({ name }) => name).filter((name) => !name.startsWith("holders-"));
    assertEquals(names.sort(), ["GPU-a", "GPU-a.gate", "MIG-GPU-b_7_0", "MIG-GPU-b_7_0.gate"]);
    // The sticky bit keeps systemd-tmpfiles from deleting them.
    for (const name of names) assertEquals(modeOf(join(dir, name)), "1444");
  },
);

withLeases("a link, a pipe or a directory in place of a lease is an error and is not opened", (dir, open) => {
  for (const name of ["GPU-a", "GPU-a.gate"]) {
    const make: Record<string, (path: string) => void> = {
      link: (path) => Deno.symlinkSync(join(dir, "elsewhere"), path),
      pipe: makePipe,
      directory: (path) => Deno.mkdirSync(path),
    };
    for (const put of Object.values(make)) {
      makeDir(dir);
      put(join(dir, name));
      const { message } = assertThrows(() => open(), LeaseError);
      assertStringIncludes(message, `${join(dir, name)}: expected a regular file`);
      Deno.removeSync(dir, { recursive: true });
      const leases = open();
      Deno.removeSync(join(dir, name));
      put(join(dir, name));
      assertThrows(() => leases.isFree("GPU-a"), LeaseError);
      assert(!Array.from(Deno.readDirSync(dir)).some(({ name }) => name === "elsewhere"), "no link is followed");
      Deno.removeSync(dir, { recursive: true });
    }
  }
});

withLeases(
  "a lease directory in which users can remove each other's files, or that is not a directory, is an error",
  (dir, open) => {
    makeDir(dir, 0o777);
    assertStringIncludes(assertThrows(() => open(), LeaseError).message, `chmod 1777 ${dir}`);
    Deno.removeSync(dir);
    Deno.symlinkSync("/tmp", dir);
    assertThrows(() => open(), LeaseError, "expected a directory for GPU leases");
    Deno.removeSync(dir);
    Deno.writeTextFileSync(dir, "");
    assertThrows(() => open(), LeaseError, "expected a directory for GPU leases");
    Deno.env.set("GRID_WORKERS_LEASE_DIR", join(dir, "a/b"));
    assertThrows(() => open(), LeaseError, "cannot create the GPU lease directory");
  },
);

withLeases("a relative lease directory is made absolute for runs", (dir, open) => {
  Deno.env.set("GRID_WORKERS_LEASE_DIR", "leases");
  const cwd = Deno.cwd();
  try {
    Deno.chdir(join(dir, ".."));
    assertEquals(open().paths.dir, dir);
  } finally {
    Deno.chdir(cwd);
  }
});

withLeases("a lease is free unless it is locked, shared or exclusively", (dir, open) => {
  const leases = open();
  assert(leases.isFree("GPU-a"));
  for (const exclusive of [true, false]) {
    using file = Deno.openSync(join(dir, "GPU-a"));
    file.lockSync(exclusive);
    assert(!leases.isFree("GPU-a"));
    file.unlockSync();
    assert(leases.isFree("GPU-a"));
  }
});

withLeases(
  "holdersOf() returns running holders, and only trusts records in directories owned by their user",
  (dir, open) => {
    const { paths } = open();
    const uid = Deno.uid();
    assertEquals(paths.holders, join(dir, `holders-${uid}`));
    const write = (name: string, record: unknown) =>
      Deno.writeTextFileSync(join(dir, name), typeof record === "string" ? record : JSON.stringify(record));
    const own = { pid: Deno.pid, run: "x-r0-1234/train.1", ...JSON.parse(`{${paths.holder}}`) };
    write(`holders-${uid}/GPU-a.1`, { ...own, run: "\x1b[2Jx/train.1" });
    write(`holders-${uid}/GPU-a.2`, { ...own, pid: 2 ** 22 + 1 });
    write(`holders-${uid}/GPU-a.3`, { ...own, boot: "another" });
    write(`holders-${uid}/GPU-a.4`, '{"pid":');
    write(`holders-${uid}/GPU-b.1`, own);
    makePipe(join(dir, `holders-${uid}/GPU-a.5`));
    write(`holders-${uid}/GPU-a.6`, own);
    Deno.truncateSync(join(dir, `holders-${uid}/GPU-a.6`), 8 * 2 ** 30);
    for (const name of [`holders-${(uid ?? 0) + 1}`, "holders-me"]) {
      Deno.mkdirSync(join(dir, name));
      write(`${name}/GPU-a.1`, own);
    }
    const found = holdersOf("GPU-a", PLACE);
    assertEquals(found.map(({ pid, run }) => [pid, run]), [[Deno.pid, "x/train.1"]]);
    // A process of another host, or of another PID namespace, cannot be seen from here.
    write(`holders-${uid}/GPU-c.1`, { ...own, pid: 2 ** 22 + 1, boot: "another", host: "elsewhere" });
    write(`holders-${uid}/GPU-c.2`, { ...own, pid: 2 ** 22 + 1, namespace: "pid:[1]" });
    assertEquals(holdersOf("GPU-c", PLACE).length, 2);
  },
);

withLeases(
  "holdersOf() takes a holder on another host or in another PID namespace for running: its pid says nothing here",
  (_dir, open) => {
    const { paths } = open();
    const holder = { ...JSON.parse(`{${paths.holder}}`), pid: 2 ** 22 + 1, boot: "another" };
    const isHeld = (place: Record<string, string>) => {
      Deno.writeTextFileSync(join(paths.holders, "GPU-a.1"), JSON.stringify({ ...holder, ...place, run: "x/train.1" }));
      return holdersOf("GPU-a", PLACE).length === 1;
    };
    assertEquals([isHeld({}), isHeld({ host: "elsewhere" }), isHeld({ namespace: "pid:[1]" })], [false, true, true]);
  },
);

withLeases(
  "without a directory for holder records, leases still work",
  (dir, open) => {
    makeDir(dir);
    Deno.symlinkSync("/tmp", join(dir, `holders-${Deno.uid()}`));
    const leases = open();
    assertEquals(leases.paths.holders, leases.paths.members);
    assert(leases.isFree("GPU-a"));
  },
);
