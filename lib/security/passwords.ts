import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";
import { FairQueue, QueueFull, type Turn } from "../fair_queue.ts";
import { once } from "../once.ts";
import { Argon2id, HASH_BYTES, type PasswordCost } from "./argon2/mod.ts";

export type { PasswordCost };

/** OWASP's first recommendation (Password Storage Cheat Sheet) that fits a small machine. */
export const PASSWORD_COST: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
/** Sign-ins on devices that the account knows, other sign-ins, and everything else. */
const DOORS = ["known_device", "sign_in", "other"] as const;
const LIMITS = {
  // Each running hash holds 19 MiB and a core.
  inFlightMax: Math.min(4, navigator.hardwareConcurrency),
  // A core makes 20 to 40 hashes a second.
  waitingMax: 128,
  waitMs: 10_000,
};

/** The place of a hash in the queue. */
export type PasswordTurn = Turn<(typeof DOORS)[number]>;

/**
 * Hashes passwords with argon2id into PHC strings, which name their cost. Only a few run at once,
 * and askers take turns. A hash that would wait for over 10 seconds throws `unavailable`.
 */
export class Passwords implements Disposable {
  readonly #cost: PasswordCost;
  readonly #argon2id = new Argon2id();
  readonly #nobodys: string;
  readonly #queue = new FairQueue(DOORS, LIMITS);

  constructor(cost = PASSWORD_COST) {
    this.#cost = cost;
    this.#nobodys = phcString(cost, new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES));
  }

  /** The number of passwords that wait to be hashed. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Hashes a password with a new salt. */
  async hash(password: string, turn: PasswordTurn): Promise<string> {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return phcString(this.#cost, salt, await this.#derive(password, salt, this.#cost, turn));
  }

  /**
   * Returns whether the password has this hash. Null stands for an account that does not exist: the
   * call takes as long and returns false.
   */
  async verify(password: string, phc: string | null, turn: PasswordTurn): Promise<boolean> {
    const { cost, salt, hash } = parsePhc(phc ?? this.#nobodys);
    const given = await this.#derive(password, salt, cost, turn);
    return timingSafeEqual(given, hash) && phc !== null;
  }

  async #derive(
    password: string,
    salt: Uint8Array<ArrayBuffer>,
    cost: PasswordCost,
    turn: PasswordTurn,
  ): Promise<Uint8Array> {
    try {
      return await this.#queue.run(turn, () => this.#argon2id.derive(password, salt, cost));
    } catch (cause) {
      if (!(cause instanceof QueueFull)) throw cause;
      throw new AppError("unavailable", "Too many passwords are being checked. Try again.", {
        cause,
      });
    }
  }

  readonly [Symbol.dispose] = once(() => this.#argon2id[Symbol.dispose]());
}

function phcString(
  { memory, passes, parallelism }: PasswordCost,
  salt: Uint8Array,
  hash: Uint8Array,
) {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(hash)}`;
}

function parsePhc(phc: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(phc);
  if (!match) throw new Error("A stored password hash is not one of ours");
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number];
  return {
    cost: { memory, passes, parallelism },
    salt: new Uint8Array(Buffer.from(match[4]!, "base64")),
    hash: new Uint8Array(Buffer.from(match[5]!, "base64")),
  };
}
