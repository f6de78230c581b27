import { Hono } from "hono";
import type { Context } from "../context.ts";
import { S3_PATH } from "../lib/parts.ts";
import { accountRoutes } from "./account.ts";
import { Api, type Env } from "./api.ts";
import { authRoutes } from "./auth.ts";
import { avatarRoutes } from "./avatar.ts";
import { blockRoutes } from "./blocks.ts";
import { closeFriendRoutes } from "./close_friends.ts";
import { commentRoutes } from "./comments.ts";
import { exportRoutes } from "./exports.ts";
import { feedRoutes } from "./feed.ts";
import { followRequestRoutes } from "./follow_requests.ts";
import { followRoutes } from "./follows.ts";
import { grantRoutes } from "./grants.ts";
import { imageRoutes } from "./images.ts";
import { likeRoutes } from "./likes.ts";
import { limitRoutes } from "./limit.ts";
import { mediaRoutes } from "./media.ts";
import { cors } from "./middleware/cors.ts";
import { answerError, answerNotFound } from "./middleware/errors.ts";
import { requestFrame, startGate } from "./middleware/request_frame.ts";
import { muteRoutes } from "./mutes.ts";
import { notificationRoutes } from "./notifications.ts";
import { operationRoutes } from "./operations.ts";
import { postRoutes } from "./posts.ts";
import { realtimeRoutes } from "./realtime.ts";
import { securityRoutes } from "./security.ts";
import { sessionRoutes } from "./sessions.ts";
import { shareLinkRoutes } from "./share_links.ts";
import { sharePageRoutes } from "./share_page.ts";
import { passkeyRoutes } from "./passkeys.ts";
import { totpRoutes } from "./totp.ts";
import { userRoutes } from "./users.ts";

/** The path under which the API lives. */
export const API_PATH = "/api/v1";

/** The whole HTTP application: this is the API's table of contents. */
export function createApp(ctx: Context, options: { checkAnswers?: boolean } = {}): Hono<Env> {
  const app = new Hono<Env>({ strict: false });
  app.use(requestFrame(ctx), cors(ctx), startGate(ctx));
  app.onError(answerError(ctx.log));
  app.notFound(answerNotFound);

  const api = new Api(ctx, options);
  authRoutes(api);
  sessionRoutes(api);
  securityRoutes(api);
  totpRoutes(api);
  passkeyRoutes(api);
  avatarRoutes(api);
  userRoutes(api);
  accountRoutes(api);
  exportRoutes(api);
  followRoutes(api);
  followRequestRoutes(api);
  blockRoutes(api);
  muteRoutes(api);
  closeFriendRoutes(api);
  mediaRoutes(api);
  imageRoutes(api);
  postRoutes(api);
  grantRoutes(api);
  shareLinkRoutes(api);
  likeRoutes(api);
  commentRoutes(api);
  feedRoutes(api);
  notificationRoutes(api);
  realtimeRoutes(api);
  limitRoutes(api);
  app.route(API_PATH, api.app);

  const root = new Api(ctx, { ...options, isUnlimited: true });
  const documented = api.documented.map((route) => ({ ...route, path: API_PATH + route.path }));
  sharePageRoutes(root);
  operationRoutes(root, documented);
  app.route("/", root.app);

  const { embeddedS3 } = ctx.parts;
  if (embeddedS3) app.all(`${S3_PATH}/*`, (http) => embeddedS3.fetch(http.req.raw));
  return app;
}
