import { assertEquals, assertLess, assertMatch } from "@std/assert";
import { startListening } from "../helpers/app/listening.ts";
import { readAnswer } from "../helpers/raw_http.ts";

const PATIENCE_MS = 60_000;

Deno.test("a request whose body stops half-way is refused", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada] = await app.people("ada");
  const head = (path: string, type: string) =>
    [`POST ${path} HTTP/1.1`, "Host: a", `Content-Type: ${type}`, "Content-Length: 1000"]
      .concat(`Authorization: Bearer ${ada.accessToken}`, "", '{"caption":').join("\r\n");
  const form = "multipart/form-data; boundary=x";
  const asked = [
    head("/api/v1/posts", "application/json"),
    head("/api/v1/images/upload", form),
    head("/api/v1/auth/login", "application/x-www-form-urlencoded"),
  ];
  const startedAt = performance.now();
  const answers = await Promise.all(asked.map((text) => answerTo(server.port, text)));
  assertLess(performance.now() - startedAt, PATIENCE_MS);
  for (const { status, text } of answers) {
    assertEquals(status, 400);
    assertMatch(text, /The request body arrives too slowly/);
  }
});

/** Sends a text and returns the response. */
async function answerTo(port: number, text: string) {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  return await readAnswer(connection);
}
