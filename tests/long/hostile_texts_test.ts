import { assert, assertLess } from "@std/assert";
import { makeAdmins } from "../helpers/people/admins.ts";
import { startApp } from "../helpers/app/app.ts";
import { type FieldsDocument, fieldsOf } from "../helpers/request_fields.ts";

/** Normalizing a text takes 30 s without a bound; a busy machine gets more chances. */
const HELD_MS_MAX = 500;
const CHANCES = 3;
const BYTES = 250_000;

const filled = (part: string) => part.repeat(BYTES / new TextEncoder().encode(part).length);
const HOSTILE = {
  "combining marks": `a${filled("\u0301\u0323")}`,
  "marks in short runs": filled(`a${"\u0301\u0323".repeat(15)}`),
  "at signs": filled("@"),
  "number signs": filled("#"),
  "labels of a domain": `a@${filled("a.")}`,
  "blanks": filled(" "),
  "invisible characters": filled("\u200b\u202e\u2066"),
  "ligatures that grow": filled("\ufdfa"),
};

Deno.test("no text blocks other requests, in any field", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await makeAdmins(app, ada);
  const document: FieldsDocument = await (await app.fetch("/openapi.json")).json();
  const fields = fieldsOf(document);
  assertLess(300, fields.length);
  for (const { name, request } of fields) {
    for (const [kind, text] of Object.entries(HOSTILE)) {
      let heldMs = Infinity;
      for (let chance = 0; chance < CHANCES && heldMs > HELD_MS_MAX; chance++) {
        const { path, init } = request(text);
        const headers = { authorization: `Bearer ${ada.accessToken}`, ...init.headers };
        const startedAt = performance.now();
        const answer = await app.fetch(path, { ...init, headers });
        await answer.body?.cancel();
        heldMs = performance.now() - startedAt;
        assert(answer.status >= 400 && answer.status < 500, `${name}: ${kind}: ${answer.status}`);
      }
      assertLess(heldMs, HELD_MS_MAX, `${name}: ${kind}`);
    }
  }
});
