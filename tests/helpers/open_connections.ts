/** Opens so many connections to a port of this machine, sends a text on each, and keeps them. */
export async function openConnections(
  port: number,
  count: number,
  sent = "",
): Promise<Disposable> {
  const bytes = new TextEncoder().encode(sent);
  const opened: Deno.TcpConn[] = [];
  while (opened.length < count) {
    try {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      opened.push(connection);
      if (bytes.length > 0) await connection.write(bytes);
    } catch (error) {
      // The server has ended some, and may not listen for a moment.
      if (!isEnded(error)) throw error;
    }
  }
  return {
    [Symbol.dispose]() {
      for (const connection of opened) connection.close();
    },
  };
}

/** Whether an error says that the other side takes no connection, or has ended this one. */
export function isEnded(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionRefused ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe;
}
