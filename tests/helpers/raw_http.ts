/** A response as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Sends a request byte for byte, even one that no client would send, and returns the response. */
export async function exchange(
  port: number,
  method: string,
  target: string,
  headers: readonly string[] = [],
  body = "",
): Promise<RawAnswer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const head = [`${method} ${target} HTTP/1.1`, ...headers, "Connection: close", "", body];
  const bytes = new TextEncoder().encode(head.join("\r\n"));
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
  return await readAnswer(connection);
}

/** Reads a response up to its declared length, or until the other side closes the connection. */
export async function readAnswer(connection: Deno.TcpConn): Promise<RawAnswer> {
  let text = "";
  try {
    for await (const part of connection.readable.pipeThrough(new TextDecoderStream())) {
      text += part;
      const { headers, text: body } = answerOf(text);
      if (body.length >= Number(headers.get("content-length") ?? Infinity)) break;
    }
  } catch (error) {
    // The server may close the connection before it has read a request that it refuses.
    if (!(error instanceof Deno.errors.ConnectionReset) || text === "") throw error;
  }
  return answerOf(text);
}

/** Parses a whole response. */
export function answerOf(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return { status: 0, headers: new Headers(), text: "" };
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line) => line.split(/:\s*(.*)/s).slice(0, 2) as [string, string]);
  return {
    status: Number(first.split(" ")[1]),
    headers: new Headers(headers),
    text: text.slice(end + 4),
  };
}
