import { accountRoutes, signInRoutes, tokenRoutes } from "./accounts/mod.ts";
import { adminRoutes } from "./admin/mod.ts";
import { boardsRoutes } from "./boards/mod.ts";
import { commentsRoutes } from "./comments/mod.ts";
import { conversationsRoutes } from "./conversations/mod.ts";
import { atomRoutes, browseRoutes, discoveryRoutes } from "./discovery/mod.ts";
import { reactionRoutes, saveRoutes } from "./engagement/mod.ts";
import { exportRoutes } from "./exports/mod.ts";
import { feedControlRoutes, feedRoutes } from "./feeds/mod.ts";
import type { Api } from "./http/api.ts";
import { identitiesRoutes } from "./identities/mod.ts";
import { mediaRoutes, storageRoutes } from "./media/mod.ts";
import { messagesRoutes } from "./messages/mod.ts";
import { moderationRoutes } from "./moderation/mod.ts";
import { notificationsRoutes } from "./notifications/mod.ts";
import { clientRoutes, limitRoutes } from "./operations/mod.ts";
import {
  avatarRoutes,
  closeFriendRoutes,
  followingRoutes,
  noteRoutes,
  suggestionRoutes,
  userRoutes,
} from "./people/mod.ts";
import { imageRoutes, ownPostRoutes, postsRoutes } from "./posts/mod.ts";
import { presenceRoutes } from "./presence/mod.ts";
import { realtimeRoutes } from "./realtime/mod.ts";
import { safetyRoutes } from "./safety/mod.ts";
import { searchRoutes } from "./search/mod.ts";
import { sharingRoutes } from "./sharing/mod.ts";
import { spacesRoutes } from "./spaces/mod.ts";

/** Declares all routes of the API. The OpenAPI document lists them in this order. */
export function apiRoutes(api: Api): void {
  signInRoutes(api);
  identitiesRoutes(api);
  avatarRoutes(api);
  // They precede the routes that have an id in the place of "search".
  searchRoutes(api);
  ownPostRoutes(api);
  userRoutes(api);
  accountRoutes(api);
  exportRoutes(api);
  storageRoutes(api);
  followingRoutes(api);
  safetyRoutes(api);
  closeFriendRoutes(api);
  mediaRoutes(api);
  imageRoutes(api);
  browseRoutes(api);
  postsRoutes(api);
  sharingRoutes(api);
  reactionRoutes(api);
  commentsRoutes(api);
  saveRoutes(api);
  boardsRoutes(api);
  noteRoutes(api);
  feedRoutes(api);
  discoveryRoutes(api);
  suggestionRoutes(api);
  atomRoutes(api);
  feedControlRoutes(api);
  notificationsRoutes(api);
  conversationsRoutes(api);
  messagesRoutes(api);
  spacesRoutes(api);
  moderationRoutes(api);
  presenceRoutes(api);
  realtimeRoutes(api);
  tokenRoutes(api);
  adminRoutes(api);
  limitRoutes(api);
  clientRoutes(api);
}
