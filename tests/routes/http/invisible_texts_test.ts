import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { moderationMail } from "../../../domain/notifications/mail_texts.ts";
import { say as comment } from "../../helpers/posts/comments.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { anonymously, say, WORDS } from "../../helpers/posts/discovery.ts";
import { openPage, share } from "../../helpers/posts/share.ts";

const UNSEEN = ["\u200b", "\u3164", "\u2800", "\u00ad", "\u115f", "\u{e0041}\u{e007f}", "\ufe0f"]
  .concat(["\u0301\u0302", " \u3000\u2003\n", "\u202e\u2066", "\uffa0 \u200d \u2060"]);
const TURNS = /[\u202a-\u202e\u2066-\u2069]/;

Deno.test("an invisible text is empty: it is refused if a text is required", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const { commentId } = await comment(bob, postId, "seen");
  const { boardId } = ok(await ada.post("/boards", { name: "seen" }), 201).data;
  for (const text of UNSEEN) {
    const needed: [string, string, Record<string, unknown>][] = [
      ["POST", `/posts/${postId}/comments`, { content: text }],
      ["POST", "/notes", { content: text }],
      ["POST", "/notes", { text }],
      ["POST", "/boards", { name: text }],
      ["PATCH", `/boards/${boardId}`, { name: text }],
      ["PATCH", `/boards/${boardId}`, { category: text }],
      ["PATCH", `/posts/${postId}`, { header: text }],
      ["PATCH", `/posts/${postId}`, { contentWarning: text }],
      ["PUT", "/users/me/muted-words", { words: [{ word: text }] }],
      ["POST", `/moderation/comments/${commentId}/flag`, { reason: "spam", note: text }],
    ];
    for (const [method, path, body] of needed) {
      const answer = await ada.send(method, path, body);
      assertEquals(errorCode(answer, 400), "validation_failed", `${path} ${JSON.stringify(text)}`);
    }
    const edit = await bob.patch(`/posts/${postId}/comments/${commentId}`, { content: text });
    assertEquals(errorCode(edit, 400), "validation_failed");
    const none = await ada.post("/posts", { mediaIds: [], caption: text });
    assert(none.status >= 400 && none.status < 500, "a post of nothing");
  }
});

Deno.test("an invisible text is empty: it is null if a text is optional", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId, media } = await publish(app, ada);
  const { boardId } = ok(await ada.post("/boards", { name: "seen" }), 201).data;
  for (const text of UNSEEN) {
    assertEquals(ok(await ada.patch("/users/me", { fullName: text }), 200).data.fullName, null);
    assertEquals(ok(await ada.patch("/users/me", { bio: text }), 200).data.bio || "", "");
    const post = ok(await ada.patch(`/posts/${postId}`, { caption: text }), 200).data;
    assertEquals(post.caption, "");
    const path = `/media/${media[0].mediaId}`;
    assertEquals(ok(await ada.patch(path, { altText: text }), 200).data.altText || "", "");
    const board = ok(await ada.patch(`/boards/${boardId}`, { description: text }), 200).data;
    assertEquals(board.description || "", "");
  }
});

Deno.test("a name is one line, however it was typed or pasted", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const ends = "Ada\r\n\nBcc: eve@example.com\u2028\u0085\x1b[31m";
  const line = "Ada Bcc: eve@example.com [31m";
  const { fullName } = ok(await ada.patch("/users/me", { fullName: ends }), 200).data;
  const { name } = ok(await ada.post("/boards", { name: ends }), 201).data;
  const location = { latitude: 1, longitude: 1, name: ends };
  const post = ok(await ada.patch(`/posts/${postId}`, { location }), 200).data;
  assertEquals([fullName, name, post.location.name], [line, line, line]);
});

Deno.test("names reverse no text beside them: not in titles, previews, feeds and mails", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada] = await app.people("ada");
  const turned = "\u202eadA\u2066 x";
  const named = ok(await ada.patch("/users/me", { fullName: turned }), 200).data;
  assertEquals(named.fullName, "adA x");
  const board = ok(await ada.post("/boards", { name: turned, category: turned }), 201).data;
  assertEquals([board.name, board.category], ["adA x", "adA x"]);

  // An old name, from before the rule.
  await app.ctx.sql`update users set full_name = ${turned} where id = ${ada.id}`;
  app.ctx.cache.clear();
  const postId = await say(ada, `\u202ecaption`, { header: `\u2067header` });
  await say(ada, "\u202eonly", { contentWarning: "\u202dwarned" });
  const feed = await (await anonymously(app, "/users/@ada/feed.atom")).body as string;
  const titles = feed.match(/<(title|name|summary)>[^<]*/g)!;
  assertEquals(titles.filter((title) => TURNS.test(title)), []);
  assertStringIncludes(feed, "<title>adA x (@ada)</title>");
  const { body } = await openPage(app, (await share(ada, postId)).path);
  const head = (body as string).split("</head>")[0]!;
  assertFalse(TURNS.test(head));
  assertStringIncludes(head, "<title>adA x (@ada) · Tintype</title>");
  const act = { id: "1", action: "user.suspend", reason: "\u202ewhy", until: null } as const;
  const mail = moderationMail(act, "ada");
  assertFalse(TURNS.test(mail.subject + mail.text));
});
