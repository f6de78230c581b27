import { assert, assertEquals } from "@std/assert";
import { isId } from "../domain/ids.ts";
import { startApp } from "./helpers/app/app.ts";
import { ok, publish } from "./helpers/people/steps.ts";
import { Person, send } from "./helpers/people/person.ts";
import { jpeg, photo } from "./helpers/media/pictures.ts";
import { fileOf, runMedia, sendForm } from "./helpers/media/uploads.ts";

// The examples of the image-sharing document, unchanged. Here, ids are UUIDs and cursors are
// opaque.

const REGISTER = {
  username: "johndoe",
  email: "john@example.com",
  password: "securepassword123",
  fullName: "John Doe",
};
const LOGIN = { email: "john@example.com", password: "securepassword123" };
const SIGNED_IN = {
  userId: "user_123456",
  accessToken: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
  refreshToken: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
  expiresIn: 3600,
};
const PROFILE = {
  userId: "user_123456",
  username: "johndoe",
  email: "john@example.com",
  fullName: "John Doe",
  avatar: "https://cdn.example.com/avatars/user_123456.jpg",
  followersCount: 1250,
  followingCount: 340,
  postsCount: 89,
  bio: "Photography enthusiast",
  createdAt: "2024-01-15T10:30:00Z",
};
const UPLOAD = {
  caption: "Beautiful sunset at the beach",
  tags: ["sunset", "beach", "nature"],
  location: { latitude: 37.7749, longitude: -122.4194, name: "San Francisco, CA" },
  privacy: "public",
};
const UPLOADED = {
  postId: "post_789012",
  imageUrl: "https://cdn.example.com/images/post_789012_original.jpg",
  thumbnailUrl: "https://cdn.example.com/images/post_789012_thumbnail.jpg",
  processingStatus: "processing",
  estimatedProcessingTime: 30,
};
const IMAGE = {
  postId: "post_789012",
  userId: "user_123456",
  username: "johndoe",
  imageUrl: "https://cdn.example.com/images/post_789012_original.jpg",
  thumbnailUrl: "https://cdn.example.com/images/post_789012_thumbnail.jpg",
  caption: "Beautiful sunset at the beach",
  tags: ["sunset", "beach", "nature"],
  location: { latitude: 37.7749, longitude: -122.4194, name: "San Francisco, CA" },
  likesCount: 245,
  commentsCount: 12,
  isLiked: false,
  createdAt: "2024-01-20T18:45:00Z",
  metadata: {
    width: 1920,
    height: 1080,
    fileSize: 2048576,
    format: "JPEG",
    camera: "iPhone 14 Pro",
  },
};
const FEED = {
  posts: [
    {
      postId: "post_789012",
      userId: "user_123456",
      username: "johndoe",
      avatar: "https://cdn.example.com/avatars/user_123456.jpg",
      imageUrl: "https://cdn.example.com/images/post_789012_thumbnail.jpg",
      caption: "Beautiful sunset at the beach",
      likesCount: 245,
      commentsCount: 12,
      isLiked: false,
      createdAt: "2024-01-20T18:45:00Z",
    },
  ],
  pagination: { nextCursor: "opaque", hasMore: true },
};
const LIKED = { postId: "post_789012", isLiked: true, likesCount: 246 };
const COMMENT = { content: "Amazing shot! 📸" };
const COMMENTED = {
  commentId: "comment_345678",
  postId: "post_789012",
  userId: "user_789012",
  username: "photographer_jane",
  content: "Amazing shot! 📸",
  createdAt: "2024-01-20T19:00:00Z",
};
const FOUND = {
  users: [
    {
      userId: "user_123456",
      username: "johndoe",
      fullName: "John Doe",
      avatar: "https://cdn.example.com/avatars/user_123456.jpg",
      followersCount: 1250,
      isFollowing: false,
    },
  ],
  pagination: { page: 1, limit: 20, total: 1, hasMore: false },
};
const FOLLOWED = { userId: "user_123456", isFollowing: true, followersCount: 1251 };

Deno.test("the examples of the image-sharing document work as written", async () => {
  await using app = await startApp();
  const call = (method: string, path: string, body?: unknown, token?: string) =>
    send(app.fetch, method, path, body, token ? { authorization: `Bearer ${token}` } : {});

  const registered = await call("POST", "/api/v1/auth/register", REGISTER);
  assertShape(ok(registered, 201).body, { success: true, data: SIGNED_IN });
  const loggedIn = await call("POST", "/api/v1/auth/login", LOGIN);
  assertShape(ok(loggedIn, 200).body, { success: true, data: SIGNED_IN });
  const { userId, accessToken, refreshToken } = loggedIn.data;
  assertEquals(userId, registered.data.userId);
  const john = new Person(app.fetch, "johndoe", userId, accessToken, refreshToken);
  const [jane] = await app.people("photographer_jane");

  await wearAvatar(john);
  await runMedia(app);
  ok(await john.patch("/users/me", { bio: PROFILE.bio }), 200);
  const profile = await call("GET", "/api/v1/users/profile", undefined, accessToken);
  assertShape(ok(profile, 200).body, { success: true, data: PROFILE });
  for (const field of ["username", "email", "fullName", "bio"] as const) {
    assertEquals(profile.data[field], PROFILE[field]);
  }

  const camera = { make: "Apple", model: "iPhone 14 Pro" };
  const image = fileOf(await jpeg(photo(1920, 1080), camera));
  const uploaded = await sendForm(john, "/images/upload", {
    image,
    caption: UPLOAD.caption,
    tags: JSON.stringify(UPLOAD.tags),
    location: JSON.stringify(UPLOAD.location),
    privacy: UPLOAD.privacy,
  });
  assertShape(ok(uploaded, 201).body, { success: true, data: UPLOADED });
  assertEquals(uploaded.data.processingStatus, "processing");
  await runMedia(app);

  const found = await jane.get("/search/users?q=john&page=1&limit=20");
  assertShape(ok(found, 200).body, { success: true, data: FOUND });
  assertEquals(found.data.users.map((user: { username: string }) => user.username), ["johndoe"]);
  assertEquals(found.data.pagination, {
    ...FOUND.pagination,
    nextCursor: null,
    isTotalExact: true,
  });

  const { postId } = uploaded.data;
  const sunsets = await jane.get("/search/posts?q=sunset&tags=nature,beach&page=1&limit=20");
  assertEquals(ok(sunsets, 200).data.posts[0].postId, postId);
  assertEquals(sunsets.data.pagination.total, 1);
  const shown = await jane.get(`/images/${postId}`);
  assertShape(ok(shown, 200).body, { success: true, data: IMAGE });
  for (const field of ["username", "caption", "tags", "location", "isLiked"] as const) {
    assertEquals(shown.data[field], IMAGE[field]);
  }
  const { width, height, format } = shown.data.metadata;
  assertEquals([width, height, format], [1920, 1080, "JPEG"]);
  assert(shown.data.metadata.camera.includes("iPhone 14 Pro"));

  const followed = await jane.post(`/users/${userId}/follow`);
  assertShape(ok(followed, 200).body, { success: true, data: FOLLOWED });
  assertEquals([followed.data.isFollowing, followed.data.followersCount], [true, 1]);

  await publish(app, john);
  await app.settled();
  const feed = await jane.get("/feed?page=1&limit=1");
  assertShape(ok(feed, 200).body, { success: true, data: FEED });
  const next = encodeURIComponent(feed.data.pagination.nextCursor);
  const rest = ok(await jane.get(`/feed?limit=20&cursor=${next}`), 200).data;
  assertEquals(rest.posts.map((post: { postId: string }) => post.postId), [postId]);
  assertEquals(rest.pagination, { nextCursor: null, hasMore: false });

  const liked = await jane.post(`/posts/${postId}/like`);
  assertShape(ok(liked, 200).body, { success: true, data: LIKED });
  assertEquals(liked.data, { postId, isLiked: true, likesCount: 1 });

  const commented = await jane.post(`/posts/${postId}/comments`, COMMENT);
  assertShape(ok(commented, 201).body, { success: true, data: COMMENTED });
  assertEquals(commented.data.content, COMMENT.content);
  assertEquals(commented.data.username, COMMENTED.username);
  await app.settled();
  const after = ok(await jane.get(`/images/${postId}`), 200).data;
  assertEquals([after.likesCount, after.commentsCount, after.isLiked], [1, 1, true]);
});

async function wearAvatar(person: Person): Promise<void> {
  const image = fileOf(await jpeg(photo(64, 64)));
  ok(await sendForm(person, "/users/me/avatar", { image }), 202);
}

/** Fails unless every field of the documented value is present, with a value of its type. */
function assertShape(actual: unknown, documented: unknown, path = "body"): void {
  if (Array.isArray(documented)) {
    assert(Array.isArray(actual) && actual.length > 0, `${path} is a list with something in it`);
    for (const [index, one] of actual.entries()) {
      assertShape(one, documented[0], `${path}[${index}]`);
    }
  } else if (typeof documented === "object" && documented !== null) {
    assert(typeof actual === "object" && actual !== null, `${path} is an object`);
    for (const [name, value] of Object.entries(documented)) {
      assertShape((actual as Record<string, unknown>)[name], value, `${path}.${name}`);
    }
  } else {
    assertEquals(typeof actual, typeof documented, `${path} is a ${typeof documented}`);
    if (typeof documented === "number" && Number.isInteger(documented)) {
      assert(Number.isInteger(actual), `${path} is a whole number`);
    }
    if (typeof documented === "string") assertKind(String(actual), documented, path);
  }
}

/** Recognises ids, addresses and times by their examples. */
function assertKind(actual: string, documented: string, path: string): void {
  if (/^(user|post|comment)_\d+$/.test(documented)) assert(isId(actual), `${path} is an id`);
  if (/^https?:/.test(documented)) {
    assert(/^https?:$/.test(URL.parse(actual)?.protocol ?? ""), `${path} is an address`);
  }
  if (/^\d{4}-\d\d-\d\dT/.test(documented)) {
    assertEquals(new Date(actual).toISOString(), actual, `${path} is a time`);
  }
}
