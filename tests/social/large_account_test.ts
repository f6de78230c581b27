import { assertEquals } from "@std/assert";
import type { Context } from "../../context/mod.ts";
import { startApp } from "../helpers/app/app.ts";
import { ok } from "../helpers/people/steps.ts";
import { PASSWORD, type Person } from "../helpers/people/person.ts";

/**
 * Placing one picture takes a millisecond, so all together exceed the time limit of a statement.
 */
const PICTURES = 2500;

async function insertPictures({ workSql: sql }: Context, { id }: Person): Promise<void> {
  await sql`
    with made as (
      insert into media (id, upload_id, owner_id, status, declared_type, declared_bytes, upload_key,
        object_prefix, upload_expires_at)
      select gen_random_uuid(), gen_random_uuid(), ${id}, 'ready', 'image/jpeg', 1, 'u' || n, 'p' || n,
        now()
      from generate_series(1, ${PICTURES}) as n
      returning id
    ), posted as (
      insert into posts (id, author_id, sort_id, status) select id, ${id}, id, 'published' from made
    )
    insert into post_media (post_id, media_id, position) select id, id, 0 from made`;
  await sql.unsafe(`
    create function linger() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.001); return new; end $$;
    create trigger linger before update on media for each row execute function linger()`);
}

Deno.test("an account goes private and is deleted, however many pictures it has", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  const placed = async () => {
    const [row] = await sql<{ moving: number; rekeyed: number }[]>`
      select count(*) filter (where wanted_placement = 'private')::int as moving,
        count(*) filter (where is_rekey_wanted)::int as rekeyed from media`;
    return row!;
  };
  await insertPictures(app.ctx, ada);
  try {
    ok(await ada.patch("/users/me", { isPrivate: true }), 200);
    assertEquals(await placed(), { moving: PICTURES, rekeyed: 0 });
    ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
    assertEquals(await placed(), { moving: PICTURES, rekeyed: PICTURES });
  } finally {
    await sql`drop function linger cascade`;
  }
});
