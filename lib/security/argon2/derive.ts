/** The cost of a hash. */
export interface PasswordCost {
  /** In KiB. */
  memory: number;
  passes: number;
  parallelism: number;
}

/** The length of a hash. */
export const HASH_BYTES = 32;

/** Derives {@link HASH_BYTES} from a password with Argon2id, without blocking other work. */
export type Derive = (
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  cost: PasswordCost,
) => Promise<Uint8Array>;
