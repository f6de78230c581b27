import type { PictureEdit } from "./edit.ts";
import type { MediaId, UserId } from "../ids.ts";
import { SIGNED_URL_SECONDS, SIGNED_VIDEO_URL_SECONDS } from "../limits.ts";

/** The state of an upload. */
export type MediaStatus = "pending" | "processing" | "ready" | "failed";

/** A still picture, an animated one, or a video. */
export type MediaKind = "image" | "gif" | "video";

/**
 * The names of variants. Viewers get all but `original`, which only the owner gets. A name may come
 * twice, with another type. Tokens contain the index, so new names come last.
 */
export const VARIANT_NAMES = [
  "thumb",
  "small",
  "medium",
  "large",
  "animated",
  "original",
  "wide",
  "video",
  "video_1080",
  "hls",
] as const;
/** One of {@link VARIANT_NAMES}. */
export type VariantName = (typeof VARIANT_NAMES)[number];

/** A stored rendering of a picture or a video. */
export interface Variant {
  name: VariantName;
  key: string;
  width: number;
  height: number;
  contentType: string;
  /** Of all its objects together. */
  bytes: number;
}

/** An object that a playlist names. */
export interface StoredFile {
  key: string;
  contentType: string;
  bytes: number;
}

/** A part of the storage. Public pictures have long-lived addresses, private ones do not. */
export type Placement = "public" | "private";

/** The things that a picture is for: posts and profiles, or one message. It is set for good. */
export const MEDIA_PURPOSES = ["post", "message"] as const;
/** One of {@link MEDIA_PURPOSES}. */
export type MediaPurpose = (typeof MEDIA_PURPOSES)[number];

/** A picture as posts, profiles and messages show it. */
export interface Media {
  id: MediaId;
  ownerId: UserId;
  kind: MediaKind;
  status: MediaStatus;
  error: string | null;
  width: number | null;
  height: number | null;
  /** Only videos have the length and the fact. */
  durationMs: number | null;
  hasAudio: boolean | null;
  thumbhash: string | null;
  dominantColor: string | null;
  altText: string;
  objectPrefix: string;
  placement: Placement;
  variants: Variant[];
  format: string | null;
  fileSize: number | null;
  camera: string | null;
  /** The instant, if the file contains the camera's time zone. */
  takenAt: string | null;
  /** The time on the camera's clock, without a zone. */
  takenAtLocal: string | null;
  /** How its owner wants it shown. */
  edit: PictureEdit | null;
}

/** Returns for how many seconds storage shows an object of this kind at a signed address. */
export function signedSeconds(kind: MediaKind): number {
  return kind === "video" ? SIGNED_VIDEO_URL_SECONDS : SIGNED_URL_SECONDS;
}

/** Returns a new prefix for the objects of a picture: 128 random bits, so it cannot be guessed. */
export function newObjectPrefix(placement: Placement): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${placement}/${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
