import type { DatabaseAddress } from "../../../lib/config/database_address.ts";

/** A network line to Postgres, which can stop to carry anything. */
export interface DatabaseLine extends AsyncDisposable {
  address: DatabaseAddress;
  /** Drops all bytes of these and of new connections, and closes none of them. */
  cut(): void;
  /** Carries new connections again. The old ones are closed. */
  mend(): void;
}

type Target = Deno.ConnectOptions | Deno.UnixConnectOptions;

/** Opens a line to the server at this address. */
export function openDatabaseLine(address: DatabaseAddress): DatabaseLine {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const serving = new Set<Promise<void>>();
  let isCut = false;

  async function carry(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let read; (read = await from.read(buffer)) !== null;) {
        for (let sent = 0; sent < read && !isCut;) {
          sent += await to.write(buffer.subarray(sent, read));
        }
      }
    } catch {
      // A side was closed.
    }
    if (!isCut) close(from, to);
  }

  async function serve(client: Deno.Conn): Promise<void> {
    open.add(client);
    const server = await Deno.connect(targetOf(address) as Deno.ConnectOptions);
    open.add(server);
    await Promise.all([carry(client, server), carry(server, client)]);
  }

  function close(...connections: Deno.Conn[]): void {
    for (const connection of connections) if (open.delete(connection)) connection.close();
  }

  const accepting = (async () => {
    for await (const client of listener) {
      const served = serve(client).finally(() => serving.delete(served));
      serving.add(served);
    }
  })();
  return {
    address: at(address, listener.addr.port),
    cut: () => void (isCut = true),
    mend() {
      isCut = false;
      close(...open);
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      close(...open);
      await Promise.all(serving);
    },
  };
}

function targetOf(address: DatabaseAddress): Target {
  if (typeof address === "string") {
    const { hostname, port } = new URL(address);
    return { hostname, port: Number(port || 5432) };
  }
  if (typeof address.path === "string") return { transport: "unix", path: address.path };
  return { hostname: String(address.host), port: Number(address.port) };
}

/** Returns the address of the same database on a local port. */
function at(address: DatabaseAddress, port: number): DatabaseAddress {
  if (typeof address === "string") {
    const url = new URL(address);
    url.host = `127.0.0.1:${port}`;
    return url.href;
  }
  const { path: _, ...names } = address;
  return { ...names, host: "127.0.0.1", port };
}
