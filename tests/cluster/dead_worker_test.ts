import { assertEquals, assertLess } from "@std/assert";
import { Image } from "imagescript";
import type { SqlPool } from "../../db/sql.ts";
import { startCluster } from "../helpers/cluster/cluster.ts";
import { registerAt, visiting } from "../helpers/cluster/visitors.ts";
import { KvProcess } from "../helpers/kv/process.ts";
import type { Person } from "../helpers/people/person.ts";
import { ok } from "../helpers/people/steps.ts";

const LEASE_MS = 15_000;
/** The most by which a scheduled post is late. */
const LATE_MS = 15_000;
/** The machine may be busy. */
const SLACK_MS = 15_000;

/** Uploads a picture that takes a while to process; returns its post. */
async function uploadLarge(person: Person): Promise<string> {
  const image = new Image(4000, 3000);
  image.fill(Image.rgbToColor(20, 90, 160));
  const form = new FormData();
  form.set("image", new File([new Uint8Array(await image.encode(1))], "sea.png"));
  form.set("caption", "Sea");
  const response = await person.fetch("/api/v1/images/upload", {
    method: "POST",
    headers: { authorization: `Bearer ${person.accessToken}` },
    body: form,
  });
  const { data } = await response.json();
  assertEquals(response.status, 201);
  return data.postId;
}

async function untilLeased(sql: SqlPool): Promise<void> {
  for (let isLeased = false; !isLeased;) {
    isLeased = (await sql`select from media where leased_until > now()`).count > 0;
  }
}

/** Resolves when a post is published; fails if that takes longer. */
async function untilPublished(sql: SqlPool, postId: string, msMax: number): Promise<void> {
  const startedAt = performance.now();
  for (let status = ""; status !== "published";) {
    const [post] = await sql<{ status: string }[]>`
      select status, pg_sleep(0.05) from posts where id = ${postId}`;
    status = post!.status;
    assertLess(performance.now() - startedAt, msMax, status);
  }
}

Deno.test("another instance takes over a dead one's picture and scheduled post", async () => {
  await using kv = await KvProcess.start();
  await using cluster = await startCluster({
    instances: 2,
    kv: kv.variables,
    env: { PHOTO_ONLY: "false" },
  });
  const [doomed, other] = cluster.instances;
  const [ada] = await registerAt(doomed!, "ada");
  const publishAt = new Date(Date.now() + 5000).toISOString();
  const text = { caption: "Later", mediaIds: [], publishAt };
  const scheduled = ok(await ada.post("/posts", text), 201).data.postId;
  const pictured = await uploadLarge(ada);
  await untilLeased(cluster.sql);
  await doomed!.kill();
  await Promise.all([
    untilPublished(cluster.sql, scheduled, 5000 + LATE_MS + SLACK_MS),
    untilPublished(cluster.sql, pictured, LEASE_MS + SLACK_MS),
  ]);

  const there = visiting(other!, ada);
  for (const { url } of ok(await there.get(`/posts/${pictured}`), 200).data.media[0].variants) {
    const response = await fetch(url.replace(doomed!.origin, other!.origin));
    await response.body?.cancel();
    assertEquals(response.status, 200);
  }
});
