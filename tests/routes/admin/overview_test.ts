import { assert, assertEquals } from "@std/assert";
import { runJob } from "../../../jobs/runtime/run.ts";
import type { Job } from "../../../jobs/runtime/job.ts";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";

const NEVER = new AbortController().signal;

Deno.test("the statistics count the existing rows", async () => {
  await using app = await startApp();
  const [root, ada, bob] = await app.people("rosa", "ada", "bob");
  await makeAdmins(app, root);
  await follow(app, ada, bob);
  const { postId } = await publish(app, bob);
  const gone = await publish(app, bob);
  ok(await bob.delete(`/posts/${gone.postId}`), 204);
  ok(await ada.post(`/posts/${postId}/like`), 200);
  ok(await ada.post(`/posts/${postId}/comments`, { content: "Fine" }), 201);
  ok(await root.put("/admin/users/@bob/verified", { isVerified: true }), 200);
  await app.settled();
  const { data } = ok(await root.get("/admin/stats"), 200);
  assertEquals(data.users.total, 3);
  assertEquals([data.users.newToday, data.users.newThisWeek], [3, 3]);
  assertEquals([data.users.suspended, data.users.verified, data.users.private], [0, 1, 0]);
  assertEquals([data.posts.total, data.posts.newToday], [1, 1]);
  assertEquals([data.likes, data.comments, data.follows], [1, 1, 1]);
  assertEquals([data.sessions, data.apiTokens], [3, 0]);
  assertEquals(data.media, { ready: 2, waiting: 0, failed: 0, bytes: 2000 });
  assertEquals(data.outbox.events, 0);
});

Deno.test("the jobs are listed with their last runs and their last success", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  assertEquals(ok(await root.get("/admin/jobs"), 200).data.jobs, []);
  let isBroken = false;
  const job: Job = {
    name: "sweep",
    summary: "Is tried in tests",
    schedule: "0 0 * * *",
    run: () =>
      isBroken ? Promise.reject(new Error("out of brooms")) : Promise.resolve({ swept: 7 }),
  };
  await runJob(app.ctx, job, NEVER);
  const [good] = ok(await root.get("/admin/jobs"), 200).data.jobs;
  assertEquals([good.name, good.lastRun.state, good.lastRun.error], ["sweep", "done", null]);
  assertEquals(good.lastRun.result, { swept: 7 });
  assertEquals(good.lastSuccessAt, good.lastRun.finishedAt);
  isBroken = true;
  await runJob(app.ctx, job, NEVER);
  const [bad] = ok(await root.get("/admin/jobs"), 200).data.jobs;
  assertEquals([bad.lastRun.state, bad.lastRun.result], ["failed", null]);
  assert(bad.lastRun.error.includes("out of brooms"));
  assertEquals(bad.lastSuccessAt, good.lastSuccessAt);
  await app.ctx.sql`update job_runs set finished_at = null where id = ${bad.lastRun.runId}`;
  const [running] = ok(await root.get("/admin/jobs"), 200).data.jobs;
  assertEquals([running.lastRun.state, running.lastRun.finishedAt], ["running", null]);
  for (const path of ["/admin/jobs", "/admin/stats"]) {
    assertEquals(errorCode(await ada.get(path), 403), "forbidden");
    const nobody = await send(app.fetch, "GET", `/api/v1${path}`);
    assertEquals(errorCode(nobody, 401), "unauthenticated");
  }
});
