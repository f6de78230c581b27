import { assertEquals } from "@std/assert";
import { ok } from "../helpers/deeds.ts";
import { startOAuthApp } from "../helpers/oauth_app.ts";
import { me } from "../helpers/signing_in.ts";

Deno.test("somebody new gets an account by signing in with a provider, and the same one next time", async () => {
  await using oauth = await startOAuthApp();
  const { data } = ok(await oauth.visitor().signIn("test"), 200);
  assertEquals(Object.keys(data), ["userId", "accessToken", "refreshToken", "expiresIn"]);
  const { username, email, fullName } = ok(await me(oauth.app, data.accessToken), 200).data;
  assertEquals({ username, email, fullName }, {
    username: "ada.l",
    email: "ada@example.org",
    fullName: "Ada Lovelace",
  });
  assertEquals(ok(await oauth.visitor().signIn("test"), 200).data.userId, data.userId);
});
