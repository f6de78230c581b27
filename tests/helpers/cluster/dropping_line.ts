/** A network line to a server, which breaks when a certain response comes back. */
export interface DroppingLine extends AsyncDisposable {
  /** The address for clients. */
  url: string;
  /** How many connections it has broken. */
  readonly dropped: number;
}

/**
 * Opens a line to the server at this address. It carries everything, except a response with this
 * text: the connection ends in its place, as if the network had failed just then.
 */
export function openDroppingLine(target: string, text: string): DroppingLine {
  const { hostname, port } = new URL(target);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const serving = new Set<Promise<void>>();
  let dropped = 0;

  const close = (...connections: Deno.Conn[]) => {
    for (const connection of connections) if (open.delete(connection)) connection.close();
  };

  async function carry(from: Deno.Conn, to: Deno.Conn, isResponse: boolean): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    const decoder = new TextDecoder();
    try {
      for (let read; (read = await from.read(buffer)) !== null;) {
        const bytes = buffer.subarray(0, read);
        if (isResponse && decoder.decode(bytes).includes(text)) {
          dropped++;
          break;
        }
        for (let sent = 0; sent < read;) sent += await to.write(bytes.subarray(sent));
      }
    } catch {
      // A side was closed.
    }
    close(from, to);
  }

  async function serve(client: Deno.Conn): Promise<void> {
    open.add(client);
    const server = await Deno.connect({ hostname, port: Number(port) });
    open.add(server);
    await Promise.all([carry(client, server, false), carry(server, client, true)]);
  }

  const accepting = (async () => {
    for await (const client of listener) {
      const served = serve(client).finally(() => serving.delete(served));
      serving.add(served);
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    get dropped() {
      return dropped;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      close(...open);
      await Promise.all(serving);
    },
  };
}
