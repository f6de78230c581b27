import { assert, assertEquals, assertRejects } from "@std/assert";
import { data, TintypeError } from "@tintype/client";
import { startApp } from "../helpers/app/app.ts";
import { publish } from "../helpers/people/steps.ts";
import { type Intercept, signedIn } from "../helpers/people/clients.ts";

Deno.test("a write whose response is lost happens once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const keys: (string | null)[] = [];
  const client = signedIn(app, ada, {
    intercept: async (request, send) => {
      keys.push(request.headers.get("idempotency-key"));
      const response = await send(request);
      if (keys.length > 1) return response;
      await response.body?.cancel();
      throw new TypeError("The connection was closed");
    },
  });
  const comment = await data(client.api.POST("/api/v1/posts/{id}/comments", {
    params: { path: { id: postId } },
    body: { content: "Once" },
  }));
  assertEquals([keys.length, new Set(keys).size], [2, 1]);
  const comments = await Array.fromAsync(
    client.list("/api/v1/posts/{id}/comments", { path: { id: postId } }),
  );
  assertEquals(comments.map(({ commentId }) => commentId), [comment.commentId]);
});

Deno.test("a connection that breaks within a response is tried again", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, ada, { intercept: onceInstead(() => brokenResponse()) });
  assertEquals((await data(client.api.GET("/api/v1/auth/me"))).userId, ada.id);
  assertEquals(client.sent.length, 2);
});

Deno.test("a request that stands still is tried again", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, ada, {
    limits: { stallMs: 1000 },
    intercept: onceInstead(({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
    ),
  });
  assertEquals((await data(client.api.GET("/api/v1/auth/me"))).userId, ada.id);
  assertEquals(client.sent.length, 2);
});

Deno.test("a busy server is asked again after the time that it names", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const headers = { "retry-after": "1" };
  const client = signedIn(app, ada, {
    intercept: onceInstead(() => new Response("", { status: 429, headers })),
  });
  const startedAt = performance.now();
  await data(client.api.GET("/api/v1/auth/me"));
  assert(performance.now() - startedAt >= 1000);
});

Deno.test("a wait that is longer than the limits fails at once, and says how long it is", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const headers = { "retry-after": "60" };
  const client = signedIn(app, ada, {
    intercept: () => Promise.resolve(new Response("<h1>Busy</h1>", { status: 503, headers })),
  });
  const error = await assertRejects(() => data(client.api.GET("/api/v1/auth/me")), TintypeError);
  assertEquals([error.code, error.status, error.retryAfter], ["unexpected", 503, 60]);
  assertEquals(client.sent.length, 1);
});

Deno.test("a caller ends a request and its tries", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const stop = new AbortController();
  const client = signedIn(app, ada, {
    intercept: () => {
      stop.abort(new Error("The page was left"));
      throw new TypeError("There is no network");
    },
  });
  const { signal } = stop;
  await assertRejects(() => client.api.GET("/api/v1/auth/me", { signal }), Error, "was left");
  assertEquals(client.sent.length, 1);
});

Deno.test("a refusal has its code, its details and the id of its request", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, ada);
  const call = () =>
    data(client.api.PATCH("/api/v1/users/{id}", {
      params: { path: { id: "me" } },
      body: { bio: "x".repeat(501) },
    }));
  const error = await assertRejects(call, TintypeError);
  assertEquals([error.code, error.status], ["validation_failed", 400]);
  assertEquals((error.details as { path: string }[]).map(({ path }) => path), ["bio"]);
  assert(error.requestId);
});

Deno.test("a client reads its own writes: it sends the newest that a response had", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const sent: (string | null)[] = [];
  const seen: (string | null)[] = [];
  const client = signedIn(app, ada, {
    intercept: async (request, send) => {
      sent.push(request.headers.get("x-tintype-seen"));
      const response = await send(request);
      seen.push(response.headers.get("x-tintype-seen"));
      return response;
    },
  });
  const params = { path: { id: "me" } } as const;
  await data(client.api.PATCH("/api/v1/users/{id}", { params, body: { bio: "One" } }));
  await data(client.api.GET("/api/v1/users/{id}", { params }));
  await data(client.api.PATCH("/api/v1/users/{id}", { params, body: { bio: "Two" } }));
  await data(client.api.GET("/api/v1/users/{id}", { params }));
  assert(seen[0] && seen[2] && seen[0] !== seen[2]);
  assertEquals(sent, [null, seen[0], seen[0], seen[2]]);
});

/** Handles the first request in another way. */
function onceInstead(other: (request: Request) => Response | Promise<Response>): Intercept {
  let isFirst = true;
  return async (request, send) => {
    if (!isFirst) return await send(request);
    isFirst = false;
    return await other(request);
  };
}

function brokenResponse(): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"success":tr'));
    },
    pull(controller) {
      controller.error(new TypeError("The connection was closed"));
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}
