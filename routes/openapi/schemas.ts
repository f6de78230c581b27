import { z } from "zod";
import { ERROR_CODES } from "../../lib/errors.ts";
import { paginationSchema } from "../http/paging.ts";
import { commentSchema } from "../comments/comment_view.ts";
import { conversationSchema, readConversationSchema } from "../conversations/conversation_view.ts";
import { memberSchema } from "../conversations/member_view.ts";
import { attachmentSchema, messageSchema } from "../messages/message_view.ts";
import { presenceSchema } from "../presence/presence_view.ts";
import { banSchema } from "../spaces/ban_view.ts";
import { invitationSchema } from "../spaces/invitation_view.ts";
import { spaceMemberSchema } from "../spaces/member_view.ts";
import { roomSchema } from "../spaces/room_view.ts";
import { spaceSchema } from "../spaces/space_view.ts";
import { imageSchema, receivedImageSchema } from "../posts/image_view.ts";
import { followStateSchema } from "../people/follow_view.ts";
import { mediaSchema, uploadSchema, uploadStatusSchema } from "../media/media_view.ts";
import { notificationSchema } from "../notifications/notification_view.ts";
import { placeSchema, postSchema } from "../posts/post_view.ts";
import { profileSchema, relationshipSchema } from "../people/profile_view.ts";
import { sessionSchema, signedInSchema } from "../accounts/session_view.ts";
import { userCardSchema } from "../people/user_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";
import type { Json } from "./json.ts";
import type { Reference } from "./reference.ts";

const errorSchema = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.enum(ERROR_CODES),
    message: z.string(),
    details: z.unknown().optional(),
    requestId: z.string(),
  }),
});

/** The schemas that have a name in the document. All others are written inline. */
const NAMED: Record<string, z.ZodType> = {
  Attachment: attachmentSchema,
  Ban: banSchema,
  Comment: commentSchema,
  Conversation: conversationSchema,
  Error: errorSchema,
  FollowState: followStateSchema,
  Id: idSchema,
  Image: imageSchema,
  Invitation: invitationSchema,
  Media: mediaSchema,
  Member: memberSchema,
  Message: messageSchema,
  Notification: notificationSchema,
  Pagination: paginationSchema,
  Place: placeSchema,
  Post: postSchema,
  Presence: presenceSchema,
  Profile: profileSchema,
  ReadConversation: readConversationSchema,
  ReceivedImage: receivedImageSchema,
  Relationship: relationshipSchema,
  Room: roomSchema,
  Session: sessionSchema,
  SignedIn: signedInSchema,
  Space: spaceSchema,
  SpaceMember: spaceMemberSchema,
  Time: timeSchema,
  Upload: uploadSchema,
  UploadStatus: uploadStatusSchema,
  UserCard: userCardSchema,
};

/** Writes zod schemas as JSON Schemas, and gathers those that have a name. */
export class SchemaWriter {
  readonly #reference: Reference;
  readonly #names = z.registry<{ id: string }>();
  readonly #named = new Map<string, Json>();

  constructor(reference: Reference) {
    this.#reference = reference;
    for (const [id, schema] of Object.entries(NAMED)) this.#names.add(schema, { id });
  }

  /**
   * Returns the JSON Schema of data that clients send or get. An object gets a name of its own if
   * it has none: `name`, or the one of the first operation that used it.
   */
  write(schema: z.ZodType, name?: string): Json {
    const json = z.toJSONSchema(schema, { ...WRITING, metadata: this.#names });
    const isObject = json.type === "object" && !this.#names.has(schema);
    if (name !== undefined && isObject) {
      this.#names.add(schema, { id: name });
      return this.write(schema);
    }
    const { $schema: _, ...written } = json;
    const text = JSON.stringify(written).replaceAll('"#/$defs/', '"#/components/schemas/');
    const { $defs = {}, ...rest } = JSON.parse(text) as Json & { $defs?: Record<string, Json> };
    for (const [id, { id: _, ...named }] of Object.entries($defs)) this.#add(id, named);
    return rest;
  }

  /** Returns the schema of all error responses. */
  error(): Json {
    return this.write(errorSchema);
  }

  /** Returns the named schemas that were used so far, by name. */
  named(): Record<string, Json> {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => a < b ? -1 : 1));
  }

  /** Returns the written example of a named schema, or undefined. */
  exampleOf(name: string): unknown {
    return this.#reference.schemas.get(name)?.example;
  }

  /** Returns the properties of an object's schema, whether or not the schema has a name. */
  properties(schema: z.ZodType | undefined): { name: string; schema: Json; isRequired: boolean }[] {
    if (schema === undefined) return [];
    const { properties = {}, required = [] } = this.write(schema) as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties)
      .map(([name, schema]) => ({ name, schema, isRequired: required.includes(name) }));
  }

  #add(name: string, { id: _, ...schema }: Json) {
    const text = this.#reference.schemas.get(name);
    const description = text?.description ?? schema.description;
    this.#named.set(name, {
      ...(description === undefined ? {} : { description }),
      ...schema,
      ...(text && "example" in text ? { examples: [text.example] } : {}),
    });
  }
}

const WRITING = {
  io: "input",
  unrepresentable: "any",
  override: ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Json }) => {
    const described = z.globalRegistry.get(zodSchema)?.description;
    if (described !== undefined) jsonSchema.description = described;
  },
} as const;
