import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";

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
// Each hash holds 19 MiB and a core while it runs.
const IN_FLIGHT_MAX = 4;

/** Hashes passwords with argon2id, into PHC strings that name what they cost. */
export class Passwords {
  readonly #cost: PasswordCost;
  readonly #nobodys: string;

  constructor(cost = PASSWORD_COST) {
    this.#cost = cost;
    this.#nobodys = phcString(cost, new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BITS / 8));
  }

  /** Hashes a password with a new salt. */
  async hash(password: string): Promise<string> {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return phcString(this.#cost, salt, await argon2id(password, salt, this.#cost));
  }

  /**
   * Whether the password is the one that was hashed. With null, for an account that does not exist,
   * it takes as long and answers false.
   */
  async verify(password: string, phc: string | null): Promise<boolean> {
    const { cost, salt, hash } = parsePhc(phc ?? this.#nobodys);
    const given = await argon2id(password, salt, cost);
    return timingSafeEqual(given, hash) && phc !== null;
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

const waiting: (() => void)[] = [];
let inFlight = 0;

async function argon2id(password: string, nonce: Uint8Array<ArrayBuffer>, cost: PasswordCost) {
  if (inFlight >= IN_FLIGHT_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
  else inFlight++;
  try {
    const text = new TextEncoder().encode(password);
    // Its key has a format of its own, so that a raw AES key is never taken for a password.
    const format = "raw-secret" as "raw";
    const key = await crypto.subtle.importKey(format, text, "Argon2id", false, ["deriveBits"]);
    const params: Argon2idParams = { name: "Argon2id", nonce, ...cost };
    return new Uint8Array(await crypto.subtle.deriveBits(params, key, HASH_BITS));
  } finally {
    // Whoever waits takes over the place, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next();
    else inFlight--;
  }
}
