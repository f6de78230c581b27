import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";
import { FairQueue, QueueFull, type Turn } from "../fair_queue.ts";

/** What a hash costs. */
export interface PasswordCost {
  /** Memory in KiB. */
  memory: number;
  passes: number;
  parallelism: number;
}

/** The first recommendation of the cheat sheet of OWASP that fits a small machine. */
export const PASSWORD_COST: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BITS = 256;
/** Who signs in on a device that the account knows, who signs in elsewhere, and all others. */
const DOORS = ["known_device", "sign_in", "other"] as const;
const LIMITS = {
  // Each hash holds 19 MiB and a core while it runs.
  inFlightMax: Math.min(4, navigator.hardwareConcurrency),
  // A core makes 20 to 40 hashes a second.
  waitingMax: 128,
  waitMs: 10_000,
};

/** Who wants a password hashed. */
export type PasswordTurn = Turn<(typeof DOORS)[number]>;

/**
 * Hashes passwords with argon2id, into PHC strings that name what they cost. Few are hashed at once,
 * and askers take turns; what would wait for longer than 10 seconds fails with `unavailable`.
 */
export class Passwords {
  readonly #cost: PasswordCost;
  readonly #nobodys: string;
  readonly #queue = new FairQueue(DOORS, LIMITS);

  constructor(cost = PASSWORD_COST) {
    this.#cost = cost;
    this.#nobodys = phcString(cost, new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BITS / 8));
  }

  /** Passwords that wait to be hashed. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Hashes a password with a new salt. */
  async hash(password: string, turn: PasswordTurn): Promise<string> {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return phcString(this.#cost, salt, await this.#derive(password, salt, this.#cost, turn));
  }

  /**
   * Whether the password is the one that was hashed. With null, for an account that does not exist,
   * it takes as long and answers false.
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
      return await this.#queue.run(turn, () => argon2id(password, salt, cost));
    } catch (cause) {
      if (!(cause instanceof QueueFull)) throw cause;
      throw new AppError("unavailable", "Too many passwords are being checked; try again", {
        cause,
      });
    }
  }
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

/** The one algorithm of WebCrypto that TypeScript does not know yet. */
interface Argon2idParams extends Algorithm, PasswordCost {
  nonce: Uint8Array<ArrayBuffer>;
}

async function argon2id(password: string, nonce: Uint8Array<ArrayBuffer>, cost: PasswordCost) {
  const text = new TextEncoder().encode(password);
  // Its key has a format of its own, so that a raw AES key is never taken for a password.
  const format = "raw-secret" as "raw";
  const key = await crypto.subtle.importKey(format, text, "Argon2id", false, ["deriveBits"]);
  const params: Argon2idParams = { name: "Argon2id", nonce, ...cost };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, HASH_BITS));
}
