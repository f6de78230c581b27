import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { errorCode, follow, ok, publish } from "../helpers/people/steps.ts";

type Begin = (write: (tx: unknown) => Promise<unknown>) => Promise<unknown>;

const lost = () =>
  Object.assign(new Error("The connection is closed"), { code: "CONNECTION_CLOSED" });

/** Makes writes lose their connection before the response to their commit. */
function loseAnswers({ ctx: { sql } }: TestApp, { keep }: { keep: Promise<void> }) {
  const begin = sql.begin as unknown as Begin;
  const kept: Promise<unknown>[] = [];
  const losing: Begin = async (write) => {
    const written = Promise.withResolvers<void>();
    const keeping = begin(async (tx) => {
      const answer = await write(tx);
      written.resolve();
      await keep;
      return answer;
    });
    kept.push(keeping);
    await written.promise;
    throw lost();
  };
  Object.assign(sql, { begin: losing });
  return {
    /** Resolves when Postgres has committed all writes. */
    kept: async () => await Promise.all(kept),
    [Symbol.dispose]: () => void Object.assign(sql, { begin }),
  };
}

Deno.test("a write whose response was lost shows, whether it was committed before or after the loss", async () => {
  for (const when of ["before", "after"]) {
    await using app = await startApp();
    const [ada, bob] = await app.people("ada", "bob");
    await follow(app, bob, ada);
    const { postId } = await publish(app, ada, { caption: "one" });
    await app.settled();
    const seen = async () => {
      const { caption, isSaved } = ok(await bob.get(`/posts/${postId}`), 200).data;
      const [first] = ok(await bob.get("/feed"), 200).data.posts;
      return [caption, isSaved, first?.caption, first?.isSaved];
    };
    assertEquals(await seen(), ["one", false, "one", false]);
    const keep = Promise.withResolvers<void>();
    {
      using losing = loseAnswers(app, { keep: keep.promise });
      const answers = await Promise.all([
        bob.send("PUT", `/posts/${postId}/save`),
        ada.patch(`/posts/${postId}`, { caption: "two" }),
        bob.post("/users/@ada/unfollow"),
      ]);
      for (const answer of answers) assertEquals(errorCode(answer, 503), "unavailable");
      // A read before the commit returns the old state.
      if (when === "after") assertEquals(await seen(), ["one", false, "one", false]);
      keep.resolve();
      await losing.kept();
    }
    await app.settled();
    assertEquals(await seen(), ["two", true, undefined, undefined]);
  }
});
