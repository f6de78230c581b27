/** Sends a request to the API or to its storage. */
export type Send = (request: Request) => Promise<Response>;

/** Somebody who is signed in to the API. */
export class Client {
  readonly #send: Send;
  readonly #base: string;
  readonly #token: string;

  private constructor(send: Send, base: string, token: string) {
    this.#send = send;
    this.#base = base;
    this.#token = token;
  }

  static async signIn(
    send: Send,
    base: string,
    username: string,
    password: string,
  ): Promise<Client> {
    const login = await new Client(send, base, "")
      .call<{ accessToken: string }>("POST", "/auth/login", { username, password });
    return new Client(send, base, login.accessToken);
  }

  /** Calls a route and returns its `data`. Throws if the call fails. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = new Headers({ "user-agent": "seed" });
    if (this.#token) headers.set("authorization", `Bearer ${this.#token}`);
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await this.#send(
      new Request(`${this.#base}/api/v1${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} returned ${response.status}: ${text}`);
    return text === "" ? undefined as T : JSON.parse(text).data;
  }

  /** Uploads a JPEG as any client does. Returns its media id, before processing has finished. */
  async upload(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const upload = await this.call<Upload>("POST", "/media/upload", {
      contentType: "image/jpeg",
      bytes: bytes.length,
    });
    const { url, method } = upload;
    // The length is signed, and a request inside this process has no such header by itself.
    const headers = { ...upload.headers, "content-length": String(bytes.length) };
    const put = await this.#send(new Request(url, { method, headers, body: bytes }));
    if (!put.ok) throw new Error(`The upload returned ${put.status}: ${await put.text()}`);
    await put.body?.cancel();
    await this.call("POST", `/media/upload/${upload.uploadId}/complete`);
    return upload.mediaId;
  }
}

interface Upload {
  uploadId: string;
  mediaId: string;
  url: string;
  method: string;
  headers: Record<string, string>;
}
