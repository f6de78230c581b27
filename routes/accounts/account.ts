import { z } from "zod";
import { deleteAccount } from "../../db/accounts/deletion.ts";
import { passwordText } from "./input.ts";
import type { Api } from "../http/api.ts";
import { requirePassword } from "./require_password.ts";
import { idSchema, timeSchema } from "../http/values.ts";

const deletionBody = z.strictObject({ password: passwordText });
const deletionSchema = z.object({
  userId: idSchema,
  deletedAt: timeSchema,
  erasedAfter: timeSchema,
}).meta({ id: "AccountDeletion" });

/** The deletion of the viewer's account. */
export function accountRoutes(api: Api): void {
  api.delete("/users/me", {
    summary:
      "Delete my account: it is hidden at once and erased later; signing in before that restores it",
    body: deletionBody,
    response: deletionSchema,
    status: 202,
    errors: ["conflict", "forbidden"],
    run: async ({ ctx, viewerId, body, http, write }) => {
      await requirePassword(ctx, http, viewerId, body.password);
      const deletedAt = await write((tx) => deleteAccount(tx, viewerId));
      const erasedAfter = new Date(deletedAt.getTime() + ctx.config.ACCOUNT_ERASURE_DAYS * DAY_MS);
      return {
        userId: viewerId,
        deletedAt: deletedAt.toISOString(),
        erasedAfter: erasedAfter.toISOString(),
      };
    },
  });
}

const DAY_MS = 86_400_000;
