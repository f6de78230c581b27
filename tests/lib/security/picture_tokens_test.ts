import { assertEquals, assertNotEquals } from "@std/assert";
import { newId } from "../../../domain/ids.ts";
import { deriveKeys } from "../../../lib/security/keys.ts";
import {
  PICTURE_WINDOW_SECONDS,
  type PictureClaim,
  PictureTokens,
} from "../../../lib/security/picture_tokens.ts";

const tokensOf = async (secret: string) => new PictureTokens((await deriveKeys(secret)).pictures);
const NOW = Date.parse("2026-05-01T12:00:00Z");
const WINDOW_MS = PICTURE_WINDOW_SECONDS * 1000;

const claim = (change: Partial<PictureClaim> = {}): PictureClaim => ({
  viewerId: newId(),
  sessionsEndedAt: NOW - 1234,
  postId: newId(),
  messageId: null,
  linkId: null,
  isReview: false,
  mediaId: newId(),
  variant: 3,
  ...change,
});

Deno.test("a picture token contains its claims, and nobody can make one without the key", async () => {
  const [ours, theirs] = [await tokensOf("our secret"), await tokensOf("another secret")];
  const claims = [
    claim(),
    claim({ viewerId: null, postId: null, sessionsEndedAt: 0 }),
    claim({ linkId: newId(), isReview: true, variant: 0 }),
    claim({ postId: null, messageId: newId() }),
  ];
  for (const one of claims) {
    const token = ours.encode(one, NOW);
    assertEquals(ours.decode(token, NOW), one);
    assertEquals(theirs.decode(token, NOW), null);
  }
});

Deno.test("a picture token is the same text within a window, and invalid after the next one", async () => {
  const tokens = await tokensOf("our secret");
  const one = claim();
  const token = tokens.encode(one, NOW);
  assertEquals(tokens.encode(one, NOW + WINDOW_MS - 1), token);
  assertNotEquals(tokens.encode(one, NOW + WINDOW_MS), token);
  assertEquals(PictureTokens.freshUntil(NOW), NOW + WINDOW_MS);
  assertEquals(tokens.decode(token, NOW + 2 * WINDOW_MS - 1), one);
  assertEquals(tokens.decode(token, NOW + 2 * WINDOW_MS), null);
  assertEquals(tokens.decode(token, NOW - 1), null);
});

Deno.test("a picture token with any other character, or another spelling, is invalid", async () => {
  const tokens = await tokensOf("our secret");
  const token = tokens.encode(claim(), NOW);
  for (let at = 0; at < token.length; at++) {
    for (const other of ["A", "b", "_", "=", "é"]) {
      if (other === token[at]) continue;
      assertEquals(tokens.decode(token.slice(0, at) + other + token.slice(at + 1), NOW), null);
    }
  }
  for (const text of ["", token.slice(1), `${token}A`, `${token}=`, "A".repeat(token.length)]) {
    assertEquals(tokens.decode(text, NOW), null, text);
  }
});
