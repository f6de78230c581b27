import { isDown } from "../../db/sql.ts";
import type { TestApp } from "./app/app.ts";
import type { Answer } from "./people/person.ts";

/**
 * Settles the app after an outage of Postgres. A pooled connection that the outage interrupted
 * fails its first query after it is open again: postgres.js then throws the old error.
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

/**
 * Returns the first response other than 503. A pool tries to reach Postgres at least every 0.5 s.
 */
export async function onceHealed(ask: () => Promise<Answer>): Promise<Answer> {
  const patience = performance.now() + 5000;
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503 || performance.now() > patience) return answer;
  }
}
