import { assert, assertFalse, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { Passwords } from "../../../lib/security/passwords.ts";

const passwords = new Passwords();
const TURN = { door: "other", asker: "ada" } as const;

Deno.test("a password is verified against its own hash and no other", async () => {
  const hash = await passwords.hash("a lake in winter", TURN);
  assertMatch(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert(await passwords.verify("a lake in winter", hash, TURN));
  assertFalse(await passwords.verify("a lake in Winter", hash, TURN));
});

Deno.test("a password has a different hash each time", async () => {
  assertNotEquals(
    await passwords.hash("a lake in winter", TURN),
    await passwords.hash("a lake in winter", TURN),
  );
});

Deno.test("a hash is a standard argon2id hash", async () => {
  // Made by the reference implementation: argon2 somesalt -id -t 2 -k 65536 -p 1, "password".
  const known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" +
    "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  assert(await passwords.verify("password", known, TURN));
});

Deno.test("a password without an account is never right, and takes as long as one with an account", async () => {
  const hash = await passwords.hash("a lake in winter", TURN);
  const spent = async (phc: string | null) => {
    const startedAt = performance.now();
    assertFalse(await passwords.verify("not the password", phc, TURN));
    return performance.now() - startedAt;
  };
  let [nobodys, anybodys] = [Infinity, Infinity];
  const areAlike = () => nobodys < 2 * anybodys && anybodys < 2 * nobodys;
  // The least of many is the cost on an idle machine.
  for (let round = 0; round < 5 || !areAlike() && round < 50; round++) {
    nobodys = Math.min(nobodys, await spent(null));
    anybodys = Math.min(anybodys, await spent(hash));
  }
  assert(areAlike(), `nobody's takes ${nobodys} ms, anybody's ${anybodys} ms`);
});

Deno.test("a stored text that is no hash is an error, not a wrong password", async () => {
  await assertRejects(
    () => passwords.verify("a lake in winter", "plain", TURN),
    Error,
    "not one of ours",
  );
});

Deno.test("hashing many passwords does not block the event loop", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const hashes = await Promise.all(
    Array.from({ length: 12 }, (_, index) => passwords.hash(`lake number ${index}`, TURN)),
  );
  clearInterval(timer);
  assert(new Set(hashes).size === 12);
  assert(turns > 12, `the loop turned ${turns} times`);
});
