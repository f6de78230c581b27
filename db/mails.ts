import { newId } from "../domain/ids.ts";
import type { Sql } from "./sql.ts";

/** Puts a letter to a user into the outgoing mail; it leaves when the transaction is kept. */
export async function queueMail(
  sql: Sql,
  userId: string,
  letter: { subject: string; text: string },
): Promise<void> {
  await sql`
    insert into mails (id, recipient, subject, body)
    select ${newId()}, email, ${letter.subject}, ${letter.text} from users where id = ${userId}`;
}
