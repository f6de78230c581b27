import { once } from "../lib/once.ts";

/** The response to one request. */
export interface Answer {
  status: number;
  bodyBytes: number;
}

const BUFFER_BYTES = 64 * 1024;
const END_OF_HEAD = [13, 10, 13, 10];

/** One keep-alive HTTP/1.1 connection over bare TCP, so that the client takes little time. */
export class HttpConnection implements Disposable {
  readonly #conn: Deno.TcpConn;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #decoder = new TextDecoder("latin1");

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  static async open(port: number): Promise<HttpConnection> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay(true);
    return new HttpConnection(conn);
  }

  /** Sends a request and reads the whole response. The body is only counted. */
  async send(request: Uint8Array): Promise<Answer> {
    for (let sent = 0; sent < request.length;) {
      sent += await this.#conn.write(request.subarray(sent));
    }
    let length = 0;
    let bodyAt = -1;
    while (bodyAt < 0) {
      length += await this.#read(length);
      bodyAt = endOfHead(this.#buffer.subarray(0, length));
    }
    const head = this.#decoder.decode(this.#buffer.subarray(0, bodyAt));
    const status = Number(head.slice(9, 12));
    const bodyBytes = status === 204 ? 0 : contentLength(head);
    for (let rest = bodyBytes - (length - bodyAt); rest > 0;) rest -= await this.#read(0);
    return { status, bodyBytes };
  }

  async #read(offset: number): Promise<number> {
    const read = await this.#conn.read(this.#buffer.subarray(offset));
    if (!read) throw new Error("The server closed the connection, or its head is too long");
    return read;
  }

  readonly [Symbol.dispose] = once(() => this.#conn.close());
}

function endOfHead(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (END_OF_HEAD.every((byte, n) => bytes[at + n] === byte)) return at + 4;
  }
  return -1;
}

function contentLength(head: string): number {
  const match = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (!match) throw new Error("A response without Content-Length");
  return Number(match[1]);
}

/** Returns the bytes of a request, with a JSON body if there is one. */
export function requestBytes(
  method: string,
  path: string,
  token: string,
  body?: unknown,
): Uint8Array {
  const text = body === undefined ? "" : JSON.stringify(body);
  const bytes = new TextEncoder().encode(text).length;
  const length = method !== "GET" ? `content-length: ${bytes}\r\n` : "";
  const type = text === "" ? "" : "content-type: application/json\r\n";
  return new TextEncoder().encode(
    `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n` +
      `${type}${length}\r\n${text}`,
  );
}
