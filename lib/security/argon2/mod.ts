import { once } from "../../once.ts";
import type { Derive } from "./derive.ts";
import { WasmThread } from "./wasm_thread.ts";
import { deriveByWebCrypto } from "./web_crypto.ts";

export { HASH_BYTES, type PasswordCost } from "./derive.ts";

/** A hash of the reference implementation: `printf probe | argon2 tintypeprobe -id -t 1 -k 8`. */
const KNOWN = {
  password: "probe",
  salt: new TextEncoder().encode("tintypeprobe"),
  cost: { memory: 8, passes: 1, parallelism: 1 },
  hash: "f644fae328cefeab06e94650385dd78de50d8f36bcd4f2106a18eb60f88826a3",
};

/** Argon2id of WebCrypto, or of WebAssembly where WebCrypto lacks it, as in older Denos. */
export class Argon2id implements Disposable {
  readonly #thread = new WasmThread();
  #chosen: Promise<Derive> | undefined;

  readonly derive: Derive = async (password, salt, cost) => {
    this.#chosen ??= isRight(deriveByWebCrypto)
      .then((right) => right ? deriveByWebCrypto : this.#thread.derive);
    return await (await this.#chosen)(password, salt, cost);
  };

  readonly [Symbol.dispose] = once(() => this.#thread[Symbol.dispose]());
}

/** Returns whether an implementation exists and derives the known hash. */
async function isRight(derive: Derive): Promise<boolean> {
  const { password, salt, cost, hash } = KNOWN;
  return await derive(password, salt, cost).then((made) => made.toHex() === hash, () => false);
}
