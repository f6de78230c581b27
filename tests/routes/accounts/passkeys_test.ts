import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { ORIGIN, startApp, type TestApp } from "../../helpers/app/app.ts";
import { Authenticator, type Misbehaviour } from "../../helpers/people/authenticator.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

async function register(person: Person, wrong: Misbehaviour = {}) {
  const device = await Authenticator.open(ORIGIN);
  const { options } = ok(await person.post("/security/passkeys/options"), 200).data;
  const response = await device.register(options, wrong);
  return { device, options, answer: await person.post("/security/passkeys", { response }) };
}

const post = (app: TestApp, path: string, body?: unknown) =>
  send(app.fetch, "POST", `/api/v1${path}`, body);

async function login(app: TestApp, device: Authenticator, wrong: Misbehaviour = {}) {
  const { options } = ok(await post(app, "/auth/passkeys/options"), 200).data;
  const response = await device.login(options, wrong);
  return { response, answer: await post(app, "/auth/passkeys", { response }) };
}

Deno.test("a passkey signs its user in, without a name or a password", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { device, answer } = await register(ada);
  const passkey = ok(answer, 201).data;
  assertEquals({ name: passkey.name, lastUsedAt: passkey.lastUsedAt }, {
    name: "Passkey",
    lastUsedAt: null,
  });
  const session = ok((await login(app, device)).answer, 200).data;
  assertEquals(session.userId, ada.id);
  const me = await send(app.fetch, "GET", "/api/v1/auth/me", undefined, {
    authorization: `Bearer ${session.accessToken}`,
  });
  assertEquals(ok(me, 200).data.username, "ada");
  const { passkeys } = ok(await ada.get("/security/passkeys"), 200).data;
  assertNotEquals(passkeys[0].lastUsedAt, null);
});

Deno.test("a sign-in is accepted once, and only as the device has signed it", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { device } = await register(ada);
  const first = await login(app, device);
  ok(first.answer, 200);
  const again = await post(app, "/auth/passkeys", { response: first.response });
  assertEquals(errorCode(again, 401), "unauthenticated");
  const wrongs: Misbehaviour[] = [
    { origin: "https://evil.example" },
    { rpId: "evil.example" },
    { challenge: "AAAA" },
    { type: "webauthn.create" },
    { isUnverified: true },
    { isForged: true },
    { counter: 1 },
  ];
  for (const wrong of wrongs) {
    const { answer } = await login(app, device, wrong);
    assertEquals(errorCode(answer, 401), "unauthenticated", JSON.stringify(wrong));
  }
  ok((await login(app, device, { counter: 9 })).answer, 200);
});

Deno.test("of fifty sign-ins with one signed challenge at once, one is accepted", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { device } = await register(ada);
  const { options } = ok(await post(app, "/auth/passkeys/options"), 200).data;
  const response = await device.login(options);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => post(app, "/auth/passkeys", { response })),
  );
  assertEquals(answers.filter(({ status }) => status === 200).length, 1);
  assert(answers.every(({ status }) => status === 200 || status === 401));
});

Deno.test("a passkey is registered once, and only as its device has made it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const wrongs: Misbehaviour[] = [
    { origin: "https://evil.example" },
    { rpId: "evil.example" },
    { challenge: "AAAA" },
    { type: "webauthn.get" },
    { isUnverified: true },
  ];
  for (const wrong of wrongs) {
    const { answer } = await register(ada, wrong);
    assertEquals(errorCode(answer, 422), "unprocessable", JSON.stringify(wrong));
  }
  const device = await Authenticator.open(ORIGIN);
  const optionsOf = async (person: Person) =>
    ok(await person.post("/security/passkeys/options"), 200).data.options;
  const response = await device.register(await optionsOf(ada));
  // A challenge that was issued to somebody else is not valid.
  assertEquals(errorCode(await bob.post("/security/passkeys", { response }), 422), "unprocessable");
  const body = { name: "Phone", response: await device.register(await optionsOf(ada)) };
  ok(await ada.post("/security/passkeys", body), 201);
  const again = { response: await device.register(await optionsOf(bob)) };
  assertEquals(errorCode(await bob.post("/security/passkeys", again), 409), "conflict");
  const { passkeys } = ok(await ada.get("/security/passkeys"), 200).data;
  assertEquals(passkeys.map(({ name }: { name: string }) => name), ["Phone"]);
});

Deno.test("a removed passkey signs nobody in, and nobody removes another user's", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { device, answer } = await register(ada);
  const path = `/security/passkeys/${ok(answer, 201).data.passkeyId}`;
  assertEquals(errorCode(await bob.delete(path), 404), "not_found");
  ok(await ada.delete(path), 204);
  assertEquals(errorCode(await ada.delete(path), 404), "not_found");
  assertEquals(errorCode((await login(app, device)).answer, 401), "unauthenticated");
});

Deno.test("registering a passkey needs a session, and bodies are strict", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const path of ["/security/passkeys/options", "/security/passkeys"]) {
    assertEquals(errorCode(await post(app, path, {}), 401), "unauthenticated");
  }
  const bad = { response: { id: "x", response: {} } };
  assertEquals(errorCode(await ada.post("/security/passkeys", bad), 400), "validation_failed");
  assertEquals(errorCode(await post(app, "/auth/passkeys", bad), 400), "validation_failed");
});
