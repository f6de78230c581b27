import { Person } from "../people/person.ts";
import type { KillableProgram } from "./killable_program.ts";

type At = Pick<KillableProgram, "origin">;

const fetchAt = ({ origin }: At) => (path: string, init?: RequestInit) =>
  fetch(`${origin}${path}`, init);

/** Registers people at an instance. */
export function registerAt<const N extends string[]>(
  instance: At,
  ...names: N
): Promise<{ [K in keyof N]: Person }> {
  const registering = names.map((name) => Person.register(fetchAt(instance), name));
  return Promise.all(registering) as Promise<never>;
}

/** Returns the same person at another instance. */
export function visiting(instance: At, person: Person): Person {
  const { name, id, accessToken, refreshToken } = person;
  return new Person(fetchAt(instance), name, id, accessToken, refreshToken);
}
