import { startApp, type TestApp, type TestAppOptions } from "../app/app.ts";
import { ok } from "./steps.ts";
import { Person } from "./person.ts";

/** An app with the moderators Mona and Max, and the admin Ann. */
export interface ModeratedApp extends TestApp {
  mona: Person;
  max: Person;
  ann: Person;
}

/** Starts an app with moderators. */
export async function startModeratedApp(options: TestAppOptions = {}): Promise<ModeratedApp> {
  const app = await startApp(options);
  return { ...app, ...await withModerators(app) };
}

/** Makes Mona and Max moderators, and Ann an admin. */
export async function withModerators(app: TestApp) {
  const [mona, max, ann] = await app.people("mona", "max", "ann");
  const { sql } = app.ctx;
  await sql`update users set roles = '{user,moderator}' where username in ('mona', 'max')`;
  await sql`update users set roles = '{user,admin}' where username = 'ann'`;
  return { mona, max, ann };
}

/** Comments on a post; returns the id. */
export async function comment(author: Person, postId: string, content = "hi"): Promise<string> {
  return ok(await author.post(`/posts/${postId}/comments`, { content }), 201).data.commentId;
}

/** Reports something; returns the report. */
export async function report(
  reporter: Person,
  kind: "users" | "posts" | "comments" | "messages",
  id: string,
  reason = "spam",
) {
  return ok(await reporter.post(`/moderation/${kind}/${id}/flag`, { reason }), 201).data;
}

/** Takes a post, a comment or a message down; returns the action. */
export async function takeDown(
  moderator: Person,
  kind: "posts" | "comments" | "messages",
  id: string,
  reason = "Not here",
) {
  return ok(await moderator.post(`/moderation/${kind}/${id}/takedown`, { reason }), 200).data;
}

/** Appeals against an action. */
export function appeal(person: Person, actionId: string, message = "It was a joke") {
  return person.post("/moderation/appeals", { actionId, message });
}

/** Decides about an appeal. */
export function resolveAppeal(
  moderator: Person,
  appealId: string,
  accept: boolean,
  note?: string,
) {
  return moderator.post(`/moderation/appeals/${appealId}/resolve`, { accept, note });
}

/** Suspends a user; returns the action. */
export async function suspend(
  moderator: Person,
  person: Person,
  given: { reason?: string; until?: string } = {},
) {
  return ok(await moderator.post(`/moderation/users/${person.id}/suspend`, given), 200).data;
}

/** Returns a person's notifications about actions of moderators, newest first. */
export async function moderationNotificationsOf(app: TestApp, person: Person) {
  await app.settled();
  const { notifications } = ok(await person.get("/notifications"), 200).data;
  return notifications.filter((one: { type: string }) => one.type === "moderation");
}

/** Returns the statuses of responses, sorted. */
export function statusesOf(answers: readonly { status: number }[]): number[] {
  return answers.map(({ status }) => status).sort();
}
