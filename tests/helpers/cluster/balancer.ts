/** A place to lead connections to. */
export interface Backend {
  port: number;
  isFrozen: boolean;
}

/** A port in front of several instances. */
export interface Balancer extends AsyncDisposable {
  origin: string;
}

const BUFFER_BYTES = 64 * 1024;

/** Opens a balancer: each new connection leads to the next instance that is not frozen and takes it. */
export function openBalancer(backends: readonly Backend[]): Balancer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = new Set<Promise<void>>();
  const open = new Set<Deno.TcpConn>();
  let turn = 0;

  async function reach(): Promise<Deno.TcpConn | null> {
    for (let tries = 0; tries < backends.length; tries++) {
      const { port, isFrozen } = backends[turn++ % backends.length]!;
      if (isFrozen) continue;
      const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
      if (connection) return connection;
    }
    return null;
  }

  async function serve(client: Deno.TcpConn): Promise<void> {
    open.add(client);
    const server = await reach();
    const ends = server === null ? [client] : [client, server];
    for (const end of ends) open.add(end);
    if (server) await Promise.all([forward(client, server), forward(server, client)]);
    for (const end of ends) {
      if (open.delete(end)) end.close();
    }
  }

  const accepting = (async () => {
    for await (const client of listener) {
      const served = serve(client).finally(() => serving.delete(served));
      serving.add(served);
    }
  })();
  return {
    origin: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const connection of open) connection.close();
      open.clear();
      await Promise.all(serving);
    },
  };
}

/** Copies until `from` ends or the line breaks; `to` hears of either. */
async function forward(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  try {
    from.setNoDelay(true);
    for (let read; (read = await from.read(buffer)) !== null;) {
      for (let sent = 0; sent < read;) sent += await to.write(buffer.subarray(sent, read));
    }
  } catch {
    // The other side was killed.
  }
  await to.closeWrite().catch(() => {});
}
