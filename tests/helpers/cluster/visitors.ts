import { Person } from "../people/person.ts";
import type { KillableProgram } from "./killable_program.ts";

/** An instance. */
export type At = Pick<KillableProgram, "origin">;

const fetchAt = ({ origin }: At) => (path: string, init?: RequestInit) =>
  fetch(`${origin}${path}`, init);

/** Registers people at an instance, one after another: each hashes a password. */
export async function registerAt<const N extends readonly string[]>(
  instance: At,
  ...names: N
): Promise<{ [K in keyof N]: Person }> {
  const people: Person[] = [];
  for (const name of names) people.push(await Person.register(fetchAt(instance), name));
  return people as never;
}

/** Returns the same person at another instance. */
export function visiting(instance: At, person: Person): Person {
  const { name, id, accessToken, refreshToken } = person;
  return new Person(fetchAt(instance), name, id, accessToken, refreshToken);
}
