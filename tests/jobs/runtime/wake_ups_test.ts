import { assertEquals, assertRejects } from "@std/assert";
import {
  SPACE_MEMBERS_CLEARED_MAX,
  SPACE_MEMBERS_TOLD_MAX,
} from "../../../domain/conversations/limits.ts";
import type { UserId } from "../../../domain/ids.ts";
import { tellOfWayIn } from "../../../db/accounts/ways_in.ts";
import { requestExport } from "../../../db/exports/exports.ts";
import { markUploaded } from "../../../db/media/media.ts";
import { deleteMessages } from "../../../db/messages/deletions.ts";
import { insertPost } from "../../../db/posts/posts.ts";
import { endSpace } from "../../../db/spaces/ending.ts";
import { joinSpace } from "../../../db/spaces/members.ts";
import { transact, type Tx, type Work } from "../../../db/transact.ts";
import { JobRunner, jobs } from "../../../jobs/mod.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { makeLargeSpace } from "../../helpers/conversations/large_space.ts";
import { makeGroup, say } from "../../helpers/conversations/talk.ts";
import { aJpeg, putUpload } from "../../helpers/media/uploads.ts";
import { uploadVideo } from "../../helpers/media/videos.ts";
import { CLIP } from "../../helpers/video/clip.ts";
import type { Person } from "../../helpers/people/person.ts";

interface Case {
  /** Prepares a write that creates one piece of the work. */
  prepare(app: TestApp, person: Person): Promise<(tx: Tx) => Promise<unknown>>;
  /** The name of that piece in the job's counts. */
  counted: string;
}

const CASES: Record<Work, Case> = {
  media: {
    async prepare(app, person) {
      const { mediaId } = await putUpload(app, person, await aJpeg(8, 8));
      return (tx) => markUploaded(tx, { mediaId, isVideo: false });
    },
    counted: "ready",
  },
  videos: {
    async prepare(app, person) {
      const { mediaId } = await putUpload(app, person, CLIP, { contentType: "video/mp4" });
      return (tx) => markUploaded(tx, { mediaId, isVideo: true });
    },
    counted: "ready",
  },
  video_moves: {
    async prepare(app, person) {
      const mediaId = await uploadVideo(app, person, CLIP);
      return async ({ sql, wake }) => {
        await sql`update media set is_rekey_wanted = true where id = ${mediaId}`;
        wake("video_moves");
      };
    },
    counted: "moved",
  },
  mails: {
    prepare: ({ ctx }, { id }) =>
      Promise.resolve((tx) => tellOfWayIn(tx, ctx.keys, id, { type: "passkey" })),
    counted: "sent",
  },
  exports: {
    prepare: (_, { id }) => Promise.resolve((tx) => requestExport(tx, id)),
    counted: "exported",
  },
  scheduled_posts: {
    prepare: (_, { id }) => Promise.resolve((tx) => insertPost(tx, { ...POST, ...soon(id) })),
    counted: "published",
  },
  objects: {
    async prepare(app, person) {
      const { mediaId } = await putUpload(app, person, await aJpeg(8, 8), { purpose: "message" });
      await transact(app.ctx.db, (tx) => markUploaded(tx, { mediaId, isVideo: false }));
      await app.ctx.sql`update media set leased_until = now() + interval '1 hour'`;
      const id = await makeGroup(app, person);
      const { messageId } = await say(person, id, "Look", { mediaIds: [mediaId] });
      return (tx) => deleteMessages(tx, [messageId]);
    },
    counted: "deleted",
  },
  space_counts: {
    async prepare(app, { id: userId }) {
      const [owner] = await app.people("owner");
      const spaceId = await makeLargeSpace(app, [owner], SPACE_MEMBERS_TOLD_MAX);
      return (tx) => joinSpace(tx, { spaceId, userId });
    },
    counted: "told",
  },
  space_members: {
    async prepare(app, person) {
      const id = await makeLargeSpace(app, [person], SPACE_MEMBERS_CLEARED_MAX + 1);
      return (tx) => endSpace(tx, { id });
    },
    counted: "dismissed",
  },
};

const POST = {
  mediaIds: [],
  header: null,
  caption: "Soon",
  tags: [],
  location: null,
  privacy: "public" as const,
  contentWarning: null,
  category: null,
};

const soon = (authorId: UserId) => ({ authorId, publishAt: new Date(Date.now() + 50) });

for (const [work, { prepare, counted }] of Object.entries(CASES)) {
  Deno.test(`the job for ${work} begins right after the commit, and not when it is rolled back`, async () => {
    await using app = await startApp();
    const [ada] = await app.people("ada");
    await app.settled();
    const write = await prepare(app, ada);
    const woken: Work[] = [];
    using _ = app.ctx.wakeUps.listen((work) => woken.push(work));
    const undone = transact(app.ctx.db, async (tx) => {
      await write(tx);
      throw new Error("Undone");
    });
    await assertRejects(() => undone, Error, "Undone");
    assertEquals(woken, []);

    const done = Promise.withResolvers<number>();
    const job = jobs.find((job) => job.work === work)!;
    await using runner = new JobRunner(app.ctx, new AbortController().signal);
    runner.listen([{
      ...job,
      async run(ctx, signal) {
        const counts = await job.run(ctx, signal);
        if (counts[counted]! > 0) done.resolve(counts[counted]!);
        return counts;
      },
    }]);
    await transact(app.ctx.db, write);
    assertEquals(woken, [work]);
    assertEquals(await done.promise, 1);
  });
}
