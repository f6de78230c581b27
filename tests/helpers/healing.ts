import { isDown } from "../../db/sql.ts";
import type { TestApp } from "./app/app.ts";
import type { Answer } from "./people/person.ts";

/**
 * Settles. A connection of the pool that the end of Postgres has interrupted fails the first query
 * after it is open again, with the error that it got then: so postgres.js does.
 */
export async function onceSettled(app: TestApp): Promise<void> {
  const patience = performance.now() + 5000;
  for (;;) {
    try {
      return await app.settled();
    } catch (error) {
      if (!isDown(error) || performance.now() > patience) throw error;
    }
  }
}

/** The first answer that is not "unavailable". A pool asks for Postgres at most 0.5 s apart. */
export async function onceHealed(ask: () => Promise<Answer>): Promise<Answer> {
  const patience = performance.now() + 5000;
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503 || performance.now() > patience) return answer;
  }
}
