import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { newId } from "../../../domain/ids.ts";
import { deriveKeys } from "../../../lib/security/keys.ts";
import { ShareTokens } from "../../../lib/security/share_tokens.ts";

const tokensOf = async (secret: string) => new ShareTokens((await deriveKeys(secret)).shareLinks);

Deno.test("a share token names its link, and nobody can make one without the key", async () => {
  const [ours, theirs] = [await tokensOf("our secret"), await tokensOf("another secret")];
  const id = newId();
  const token = ours.encode(id);
  assertEquals(token.length, 43);
  assertEquals(ours.decode(token), id);
  assertEquals(ours.encode(id), token);
  assertEquals(theirs.decode(token), null);
  assertNotEquals(ours.encode(newId()), token);
});

Deno.test("a share token with any other character, or another spelling, is invalid", async () => {
  const tokens = await tokensOf("our secret");
  const token = tokens.encode(newId());
  for (let at = 0; at < token.length; at++) {
    for (const other of ["A", "b", "_", "=", "+", "é", " "]) {
      if (other === token[at]) continue;
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      assertEquals(tokens.decode(changed), null, changed);
    }
  }
  const bytes = Uint8Array.fromBase64(token, { alphabet: "base64url" });
  const cut = bytes.slice(0, 31).toBase64({ alphabet: "base64url", omitPadding: true });
  for (const text of ["", token.slice(0, -1), `${token}A`, `${token}=`, `${token} `, cut]) {
    assertEquals(tokens.decode(text), null, text);
  }
  // The last character of 32 bytes has two unused bits.
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.at(-1)!);
  assert(last % 4 === 0);
  for (const spare of [1, 2, 3]) {
    assertEquals(tokens.decode(token.slice(0, -1) + alphabet[last + spare]), null);
  }
});
