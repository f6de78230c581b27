import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { Argon2id, type PasswordCost } from "../../../lib/security/argon2/mod.ts";
import { WasmThread } from "../../../lib/security/argon2/wasm_thread.ts";
import { deriveByWebCrypto } from "../../../lib/security/argon2/web_crypto.ts";
import { PASSWORD_COST, Passwords } from "../../../lib/security/passwords.ts";

const CHEAP: PasswordCost = { memory: 64, passes: 1, parallelism: 1 };
const TURN = { door: "other", asker: "ada" } as const;
const TEXTS = ["a lake in winter", "Ufer 🏞️ é", "half a pair: \ud83d", "long ".repeat(200)];

/** Removes the algorithm from WebCrypto, as older Denos lack it, until disposed. */
function withoutWebCrypto(): Disposable {
  const { importKey } = crypto.subtle;
  Object.assign(crypto.subtle, {
    importKey: (format: string, ...rest: unknown[]) =>
      format === "raw-secret"
        ? Promise.reject(new TypeError("'raw-secret' is not a valid enum value"))
        : Reflect.apply(importKey, crypto.subtle, [format, ...rest]),
  });
  return { [Symbol.dispose]: () => Object.assign(crypto.subtle, { importKey }) };
}

Deno.test("both implementations derive the same hashes", async () => {
  using thread = new WasmThread();
  for (const cost of [CHEAP, { memory: 100, passes: 3, parallelism: 2 }, PASSWORD_COST]) {
    for (const text of TEXTS) {
      const salt = crypto.getRandomValues(new Uint8Array(16));
      assertEquals(
        await thread.derive(text, salt, cost),
        await deriveByWebCrypto(text, salt, cost),
        text,
      );
    }
  }
});

Deno.test("passwords hashed by one implementation are verified by the other", async () => {
  const text = "a lake in winter";
  using native = new Passwords(CHEAP);
  const nativeHash = await native.hash(text, TURN);
  using other = new Passwords(CHEAP);
  let otherHash: string;
  {
    using _without = withoutWebCrypto();
    assert(await other.verify(text, nativeHash, TURN));
    for (const wrong of ["a lake in Winter", ""]) {
      assertFalse(await other.verify(wrong, nativeHash, TURN));
    }
    otherHash = await other.hash(text, TURN);
  }
  assert(await native.verify(text, otherHash, TURN));
  assertFalse(await native.verify("a lake in Winter", otherHash, TURN));
});

Deno.test("a WebCrypto that derives something else is not used", async () => {
  const salt = new TextEncoder().encode("tintypeprobe");
  const right = await deriveByWebCrypto("a lake", salt, CHEAP);
  const { deriveBits } = crypto.subtle;
  crypto.subtle.deriveBits = () => Promise.resolve(new ArrayBuffer(32));
  try {
    using argon2id = new Argon2id();
    assertEquals(await argon2id.derive("a lake", salt, CHEAP), right);
  } finally {
    Object.assign(crypto.subtle, { deriveBits });
  }
});

Deno.test("hashes in WebAssembly do not block the event loop, and one that fails fails alone", async () => {
  using thread = new WasmThread();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const short = assertRejects(() => thread.derive("a lake", salt.slice(0, 4), PASSWORD_COST));
  const hashes = await Promise.all(
    Array.from({ length: 6 }, (_, n) => thread.derive(`lake ${n}`, salt, PASSWORD_COST)),
  );
  await short;
  clearInterval(timer);
  assertEquals(new Set(hashes.map((hash) => hash.toHex())).size, 6);
  assert(turns > 12, `the loop turned ${turns} times`);
});

Deno.test("a stopping server refuses hashes that wait", async () => {
  const thread = new WasmThread();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const waiting = assertRejects(() => thread.derive("a lake", salt, PASSWORD_COST), Error, "stop");
  thread[Symbol.dispose]();
  await waiting;
});
