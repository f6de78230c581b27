import { assertEquals } from "@std/assert";
import type { UserId } from "../../../domain/ids.ts";

/** A response with its parsed body. */
export interface Answer {
  status: number;
  headers: Headers;
  // deno-lint-ignore no-explicit-any -- tests read answers freely; their schemas are checked by the app
  body: any;
  // deno-lint-ignore no-explicit-any -- as above
  data: any;
}

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** The password of every person in tests. */
export const PASSWORD = "correct horse battery staple";

/** A signed-in user of the app in a test. */
export class Person {
  constructor(
    readonly fetch: Fetch,
    readonly name: string,
    readonly id: UserId,
    public accessToken: string,
    public refreshToken: string,
  ) {}

  /** Creates an account. */
  static async register(fetch: Fetch, name: string): Promise<Person> {
    const answer = await send(fetch, "POST", "/api/v1/auth/register", {
      username: name,
      email: `${name}@example.com`,
      password: PASSWORD,
      fullName: name,
    });
    assertEquals(answer.status, 201, JSON.stringify(answer.body));
    const { userId, accessToken, refreshToken } = answer.data;
    return new Person(fetch, name, userId, accessToken, refreshToken);
  }

  /** Sends a request as this person; `path` is below /api/v1. */
  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return send(this.fetch, method, `/api/v1${path}`, body, {
      authorization: `Bearer ${this.accessToken}`,
      ...headers,
    });
  }

  get = (path: string) => this.send("GET", path);
  post = (path: string, body?: unknown) => this.send("POST", path, body);
  put = (path: string, body?: unknown) => this.send("PUT", path, body);
  patch = (path: string, body?: unknown) => this.send("PATCH", path, body);
  delete = (path: string, body?: unknown) => this.send("DELETE", path, body);
}

/** Sends a JSON request and reads the response. */
export async function send(
  fetch: Fetch,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  const parsed = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body: parsed, data: parsed?.data };
}
