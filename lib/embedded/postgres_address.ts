import { createHash } from "node:crypto";
import type { PostgresAccount } from "./postgres_account.ts";
import type { Postmaster } from "./postgres_postmaster.ts";

/** The address of an embedded server, as options for postgres.js. TCP is for Windows only. */
export type PostgresConnection =
  & { user: string; database: string }
  & ({ path: string } | { host: string; port: number });

const SOCKET_PORT = 5432;
const SOCKET_NAME = `.s.PGSQL.${SOCKET_PORT}`;
const SOCKET_PATH_BYTES_MAX = 100;

/** Returns the address of a running server; `name` is both its user and its database. */
export function connectionTo(server: Postmaster, name: string): PostgresConnection {
  const names = { user: name, database: name };
  if (server.socketDir === "") return { ...names, host: "127.0.0.1", port: server.port };
  return { ...names, path: `${server.socketDir}/.s.PGSQL.${server.port}` };
}

/**
 * Returns settings with which the server on `dir` listens to this account only. The server must not
 * be running.
 */
export async function listenSettings(dir: string, account: PostgresAccount) {
  if (Deno.build.os === "windows") {
    using probe = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = probe.addr as Deno.NetAddr;
    return { listen_addresses: "127.0.0.1", unix_socket_directories: "", port };
  }
  const directory = await socketDirectory(dir, account);
  // After a crash, the pid in the lock may belong to another program.
  await Deno.remove(`${directory}/${SOCKET_NAME}.lock`).catch(unlessMissing);
  return {
    listen_addresses: "",
    unix_socket_directories: directory,
    unix_socket_permissions: "0700",
    port: SOCKET_PORT,
  };
}

/** Returns the data directory, or one in /tmp if that path is too long or odd for a socket. */
async function socketDirectory(dir: string, { uid, gid }: PostgresAccount): Promise<string> {
  const bytes = new TextEncoder().encode(`${dir}/${SOCKET_NAME}`).length;
  if (bytes <= SOCKET_PATH_BYTES_MAX && !/[,"\\\n]/.test(dir)) return dir;
  const short = `/tmp/tintype-${createHash("sha256").update(dir).digest("hex").slice(0, 16)}`;
  await Deno.mkdir(short, { mode: 0o700 }).catch(unlessExists);
  const made = await Deno.lstat(short);
  const ours = made.uid === uid || made.uid === Deno.uid();
  if (!made.isDirectory || !ours || ((made.mode ?? 0) & 0o077) !== 0) {
    throw new Error(`${short} belongs to someone else, and PostgreSQL needs it for its socket`);
  }
  if (made.uid !== uid) await Deno.chown(short, uid, gid);
  return short;
}

function unlessExists(error: unknown): void {
  if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
