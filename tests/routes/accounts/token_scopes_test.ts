import { assert, assertEquals } from "@std/assert";
import { makeAdmins, withToken } from "../../helpers/people/admins.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";

Deno.test("a token does what its scopes allow and nothing else", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const post = await publish(app, ada);
  const [reader, writer, staff] = [
    await withToken(root, root, ["read"]),
    await withToken(root, root, ["write"]),
    await withToken(root, root, ["read", "staff"]),
  ];
  ok(await reader.get("/feed"), 200);
  ok(await reader.get(`/posts/${post.postId}`), 200);
  const refused = await reader.post(`/posts/${post.postId}/like`);
  assertEquals(errorCode(refused, 403), "forbidden");
  assertEquals(refused.body.error.details, { scopes: ["write"] });
  ok(await writer.post(`/posts/${post.postId}/like`), 200);
  for (const path of ["/feed", `/posts/${post.postId}`, "/feed/public"]) {
    assertEquals(errorCode(await writer.get(path), 403), "forbidden");
  }
  ok(await staff.get("/admin/stats"), 200);
  for (const person of [reader, writer]) {
    assertEquals(errorCode(await person.get("/admin/stats"), 403), "forbidden");
  }
  const verified = { isVerified: true };
  const path = `/admin/users/${ada.id}/verified`;
  assertEquals(errorCode(await staff.put(path, verified), 403), "forbidden");
  ok(await (await withToken(root, root, ["write", "staff"])).put(path, verified), 200);
});

Deno.test("the scope for staff gives nobody a permission that their roles lack", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const everything = await withToken(root, ada, ["read", "write", "staff"]);
  const answer = await everything.get("/admin/stats");
  assertEquals(errorCode(answer, 403), "forbidden");
  assertEquals(answer.body.error.details, { permission: "stats.read" });
});

Deno.test("no token issues tokens, gives roles, changes how its user signs in, or opens sessions", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const token = await withToken(root, root, ["read", "write", "staff"]);
  const issue = { userId: root.id, scopes: ["read"], expiresIn: 3600 };
  const tries: [string, string, unknown?][] = [
    ["POST", "/auth/token", issue],
    ["GET", "/auth/tokens"],
    ["DELETE", `/auth/tokens/${token.tokenId}`],
    ["GET", "/admin/tokens"],
    ["DELETE", `/admin/tokens/${token.tokenId}`],
    ["PUT", `/admin/users/${ada.id}/roles`, { roles: ["admin"] }],
    ["GET", "/auth/sessions"],
    ["DELETE", "/auth/sessions"],
    ["POST", "/auth/logout"],
    ["POST", "/auth/revoke"],
    ["POST", "/realtime/ticket"],
  ];
  for (const [method, path, body] of tries) {
    const answer = await token.send(method, path, body);
    assertEquals([path, answer.status, answer.body.error?.code], [path, 403, "forbidden"]);
  }
  const { paths } = await (await app.fetch("/openapi.json")).json();
  for (const [path, operations] of Object.entries<Record<string, { security: unknown[] }>>(paths)) {
    if (!/\/api\/v1\/(security|auth)\//.test(path) || path.endsWith("/auth/me")) continue;
    for (const { security } of Object.values(operations)) {
      assert(!JSON.stringify(security).includes("apiToken"), path);
    }
  }
  ok(await ada.get("/auth/sessions"), 200);
  ok(await token.get("/auth/me"), 200);
});

Deno.test("a socket that a token opened closes with 4401 when the token is revoked", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const token = await withToken(root, ada, ["read", "write"]);
  await using live = await listening.open(token);
  ok(await ada.delete(`/auth/tokens/${token.tokenId}`), 204);
  assertEquals((await live.closed).code, 4401);
});
