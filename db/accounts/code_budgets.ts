import {
  CODE_GUESSES_ELSEWHERE_A_DAY_MAX,
  CODE_TRIES_MAX,
  type CodeBudget,
  CODES_A_DAY,
} from "../../domain/limits.ts";
import type { Sql } from "../sql.ts";

/** The client that requests a code, or enters one. */
export interface CodeAsker {
  /** How the account recognises them: by a session, or by a known device. */
  owner: "session" | "device" | null;
  /** Identifies their network. */
  network: string;
  /** Identifies the site that their network belongs to. */
  site: string;
}

/** Returns the key that separates the codes of one asker from those of others. */
export function askerOf({ owner, network }: CodeAsker): string {
  return owner ?? network;
}

/**
 * Counts one more code of a subject. Returns false if the budget is used up. The owner has own
 * budgets for sessions and for devices, which nobody else can use up. Each other network has a
 * small budget, and all of them share a larger one. When that is used up, one code an hour remains,
 * for sites that have rarely asked.
 */
export async function spendCodeBudget(
  sql: Sql,
  subject: string,
  asker: CodeAsker,
): Promise<boolean> {
  const spend = (kind: string, budget: CodeBudget) => spendOf(sql, { subject, kind }, budget);
  if (asker.owner) return await spend(`codes of its own ${asker.owner}`, CODES_A_DAY.own);
  if (!await spend(`codes of ${asker.network}`, CODES_A_DAY.network)) return false;
  if (await spend("codes of others", CODES_A_DAY.others)) return true;
  return await spend(`late codes of ${asker.site}`, CODES_A_DAY.lateSite) &&
    await spend("late codes", CODES_A_DAY.late);
}

/**
 * Counts one more guess at `codes` codes that others have requested: the guess may hit each of
 * them. Returns null after too many guesses.
 */
export async function countAttempt(
  sql: Sql,
  subject: string,
  asker: CodeAsker,
  codes: number,
): Promise<{ giveBack(): Promise<void> } | null> {
  const ofAsker = { subject, kind: `guesses of ${askerOf(asker)}` };
  const ofAll = { subject, kind: asker.owner ? "guesses of its own" : "guesses of others" };
  if (!await spendOf(sql, ofAsker, { limit: CODE_TRIES_MAX, hours: 1 })) return null;
  const budget = { limit: CODE_GUESSES_ELSEWHERE_A_DAY_MAX, hours: 24 };
  if (!await spendOf(sql, ofAll, budget, codes)) return null;
  return {
    async giveBack() {
      await giveBack(sql, ofAsker, 1);
      await giveBack(sql, ofAll, codes);
    },
  };
}

interface BudgetKey {
  subject: string;
  kind: string;
}

/** Appends more uses to their row. Returns false if the budget has no room for them. */
async function spendOf(
  sql: Sql,
  { subject, kind }: BudgetKey,
  { limit, hours }: CodeBudget,
  uses = 1,
): Promise<boolean> {
  if (uses > limit) return false;
  const recent = sql`
    (select coalesce(array_agg(t order by t), '{}') from unnest(b.spent_at) as t
    where t > now() - ${hours} * interval '1 hour')`;
  const { count } = await sql`
    insert into code_budgets as b (subject, kind, spent_at, last_spent_at)
    values (${subject}, ${kind}, array_fill(now(), array[${uses}::int]), now())
    on conflict (subject, kind) do update
    set spent_at = ${recent} || excluded.spent_at, last_spent_at = excluded.last_spent_at
    where cardinality(${recent}) + ${uses} <= ${limit}`;
  return count === 1;
}

async function giveBack(sql: Sql, { subject, kind }: BudgetKey, uses: number): Promise<void> {
  await sql`
    update code_budgets set spent_at = trim_array(spent_at, ${uses})
    where subject = ${subject} and kind = ${kind}`;
}
