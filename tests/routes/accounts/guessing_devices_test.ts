import { assertEquals } from "@std/assert";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import {
  ACCOUNT_BUDGET,
  burn,
  burnAll,
  DEVICE_BUDGET,
  HOME,
  inWaves,
  LATE_BUDGET,
  PHONE,
  register,
  signIn,
  startGuarded,
} from "../../helpers/people/guesses.ts";
import { sendFrom } from "../../helpers/app/limits.ts";
import { PASSWORD } from "../../helpers/people/person.ts";

Deno.test("the owner signs in on a known device while others guess, from the same network", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  await burnAll(app);
  ok(await signIn(app, { at: HOME, headers: PHONE, password: PASSWORD }), 200);
  // Neither the network alone nor the name of a browser alone makes a device known.
  ok(await signIn(app, { at: HOME, password: PASSWORD }), 429);
  ok(await signIn(app, { headers: PHONE, password: PASSWORD }), 429);
});

Deno.test("a known device is forgotten after its time, but not by signing out", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  await burnAll(app);
  const atHome = { at: HOME, headers: PHONE, password: PASSWORD };
  await app.ctx.sql`
    update sessions set revoked_at = now(), last_used_at = now() - interval '89 days'`;
  ok(await signIn(app, { ...atHome, password: "not quite it" }), 401);
  await app.ctx.sql`update sessions set last_used_at = now() - interval '91 days'`;
  ok(await signIn(app, atHome), 429);
});

Deno.test("a device that shows its last refresh token may sign in from anywhere", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  const { refreshToken } = await register(app);
  const bob = { username: "bob", email: "bob@example.com", password: PASSWORD };
  const bobs = ok(await sendFrom(app, HOME, "POST", "/auth/register", bob), 201).data;
  ok(await sendFrom(app, HOME, "POST", "/auth/logout", { refreshToken }), 204);
  await burnAll(app);
  const away = { at: "192.0.2.50", password: PASSWORD };
  const shown = (token: string) => ({ ...away, headers: { "x-device-token": token } });
  ok(await signIn(app, shown("no-such-token")), 429);
  ok(await signIn(app, shown(bobs.refreshToken)), 429);
  ok(await signIn(app, shown(refreshToken)), 200);
});

Deno.test("a known device has a budget, too", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  const { refreshToken } = await register(app);
  await burn(app, DEVICE_BUDGET, { at: HOME, headers: PHONE });
  ok(await signIn(app, { at: HOME, headers: PHONE, password: PASSWORD }), 429);
  ok(await signIn(app, { at: "192.0.2.3", password: PASSWORD }), 200);
  const shown = { "x-device-token": refreshToken };
  await burn(app, DEVICE_BUDGET, { headers: shown });
  ok(await signIn(app, { headers: shown, password: PASSWORD }), 429);
});

Deno.test("an access token does not help to guess a password, and the owner's phone still signs in", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  const { accessToken } = await register(app);
  const setUp = (at: string, password: string, agent = {}) =>
    sendFrom(app, at, "POST", "/security/totp", { password }, {
      authorization: `Bearer ${accessToken}`,
      ...agent,
    });
  const budget = ACCOUNT_BUDGET + LATE_BUDGET;
  await inWaves(budget, async (n) => ok(await setUp(`198.51.100.${n}`, "a guess of mine"), 403));
  assertEquals(errorCode(await setUp("192.0.2.99", PASSWORD), 429), "rate_limited");
  ok(await setUp(HOME, PASSWORD, PHONE), 200);
});
