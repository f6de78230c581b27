import { z } from "zod";
import type { MediaId, MessageId } from "../../domain/ids.ts";
import {
  CLIENT_ID_LENGTH_MAX,
  EXPIRES_SECONDS_MAX,
  EXPIRES_SECONDS_MIN,
  MEDIA_PER_MESSAGE_MAX,
  MESSAGE_LENGTH_MAX,
  PREVIEW_TITLE_LENGTH_MAX,
  PREVIEW_URL_LENGTH_MAX,
} from "../../domain/conversations/limits.ts";
import { idInputOf, nameText, text, trimmedText } from "../http/fields.ts";

const linkSchema = z.strictObject({
  url: text(PREVIEW_URL_LENGTH_MAX).refine(isWebAddress, "Must be an http or https address"),
  title: nameText(PREVIEW_TITLE_LENGTH_MAX),
  mediaId: idInputOf<"media">().optional(),
}).meta({ id: "LinkPreview" });

/** The fields of a new message. */
export const draftFields = {
  clientId: text(CLIENT_ID_LENGTH_MAX, 1)
    .describe("Your own name of the message. A repeat gets the first message again, for good."),
  body: trimmedText(MESSAGE_LENGTH_MAX).optional(),
  mediaIds: z.array(idInputOf<"media">()).max(MEDIA_PER_MESSAGE_MAX).default([]),
  parentId: idInputOf<"message">().optional().describe("The message that this one answers."),
  preview: linkSchema.optional()
    .describe("A link as your client shows it. The server never opens it."),
  expiresIn: z.int().min(EXPIRES_SECONDS_MIN).max(EXPIRES_SECONDS_MAX).optional()
    .describe("The seconds after which the message is deleted."),
};

/** A new message as its sender describes it. */
export interface Draft {
  clientId: string;
  body?: string | undefined;
  mediaIds: MediaId[];
  parentId?: MessageId | undefined;
  preview?: { url: string; title: string; mediaId?: MediaId | undefined } | undefined;
  expiresIn?: number | undefined;
}

/** Refuses messages with nothing in them or with a picture twice, and previews with a picture that is not sent with them. */
export const checkDraft = z.superRefine<Draft>(({ body, mediaIds, preview }, context) => {
  if (!body && mediaIds.length === 0) {
    context.addIssue({ code: "custom", path: ["body"], message: "Provide a body or media" });
  }
  if (new Set(mediaIds).size < mediaIds.length) {
    context.addIssue({ code: "custom", path: ["mediaIds"], message: "Each one only once" });
  }
  const pictureId = preview?.mediaId;
  if (pictureId !== undefined && !mediaIds.includes(pictureId)) {
    const message = "Must be one of mediaIds";
    context.addIssue({ code: "custom", path: ["preview", "mediaId"], message });
  }
});

/** The schema of a new message. */
export const draftSchema = z.strictObject(draftFields).check(checkDraft);

function isWebAddress(given: string): boolean {
  return /^https?:\/\//i.test(given) && URL.canParse(given);
}
