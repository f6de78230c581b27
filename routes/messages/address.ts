import { z } from "zod";
import type { ConversationId, SpaceId, UserId } from "../../domain/ids.ts";
import { idInputOf, userIdInput } from "../http/fields.ts";
import { type Draft, draftFields } from "./draft.ts";

const conversationInput = idInputOf<"conversation">().optional();

/** The fields of a new message that names its place itself. */
export const addressedFields = {
  conversationId: conversationInput,
  receiverId: userIdInput.optional(),
  spaceId: idInputOf<"space">().optional(),
  roomId: conversationInput,
  ...draftFields,
};

/** The place of a new message: a conversation, the DM with a person, or a room of a space. */
export interface Address {
  conversationId?: ConversationId | undefined;
  receiverId?: UserId | undefined;
  spaceId?: SpaceId | undefined;
  roomId?: ConversationId | undefined;
}

/** A new message and its place. */
export type AddressedDraft = Draft & Address;

/** Refuses messages that name no place, or more than one. */
export const checkAddress = z.refine<Address>(
  ({ conversationId, receiverId, spaceId, roomId }) =>
    (spaceId === undefined) === (roomId === undefined) &&
    [conversationId, receiverId, roomId].filter((one) => one !== undefined).length === 1,
  "Provide conversationId, or receiverId, or spaceId and roomId",
);
