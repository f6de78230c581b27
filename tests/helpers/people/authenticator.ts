import { sha256 } from "../../../lib/security/sealed.ts";

const USER_PRESENT_AND_VERIFIED = 0x05;
const HAS_CREDENTIAL = 0x40;

/** Faults of a device, chosen by a test. */
export interface Misbehaviour {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  isUnverified?: boolean;
  counter?: number;
  isForged?: boolean;
}

/** A device in software that makes one passkey and signs in with it (WebAuthn level 2). */
export class Authenticator {
  readonly #keys: CryptoKeyPair;
  readonly #id = crypto.getRandomValues(new Uint8Array(32));
  readonly #origin: string;
  #counter = 0;

  private constructor(keys: CryptoKeyPair, origin: string) {
    this.#keys = keys;
    this.#origin = origin;
  }

  /** Opens a device whose browser shows a page of this origin. */
  static async open(origin: string): Promise<Authenticator> {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    return new Authenticator(await crypto.subtle.generateKey(algorithm, true, ["sign"]), origin);
  }

  get id(): string {
    return text(this.#id);
  }

  /** Returns the response to registration options, as a browser's `toJSON()` writes it. */
  async register(options: { challenge: string }, wrong: Misbehaviour = {}) {
    const authData = join(
      this.#authData(HAS_CREDENTIAL, wrong),
      new Uint8Array(16), // no model
      Uint8Array.of(0, this.#id.length),
      this.#id,
      await this.#publicKey(),
    );
    const attestationObject = join(
      Uint8Array.of(0xa3),
      cborText("fmt"),
      cborText("none"),
      cborText("attStmt"),
      Uint8Array.of(0xa0),
      cborText("authData"),
      cborBytes(authData),
    );
    return this.#credential({
      clientDataJSON: text(this.#clientData("webauthn.create", options, wrong)),
      attestationObject: text(attestationObject),
    });
  }

  /** Returns the response to sign-in options. */
  async login(options: { challenge: string }, wrong: Misbehaviour = {}) {
    this.#counter = wrong.counter ?? this.#counter + 1;
    const clientData = this.#clientData("webauthn.get", options, wrong);
    const authenticatorData = this.#authData(0, wrong);
    const signed = join(authenticatorData, sha256(clientData));
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const raw = new Uint8Array(
      await crypto.subtle.sign(algorithm, this.#keys.privateKey, signed),
    );
    if (wrong.isForged) raw[40]! ^= 1;
    return this.#credential({
      clientDataJSON: text(clientData),
      authenticatorData: text(authenticatorData),
      signature: text(derSignature(raw)),
    });
  }

  #credential(response: Record<string, string>) {
    const shown = { type: "public-key", clientExtensionResults: {} };
    return { id: this.id, rawId: this.id, ...shown, response };
  }

  #clientData(type: string, { challenge }: { challenge: string }, wrong: Misbehaviour) {
    return new TextEncoder().encode(JSON.stringify({
      type: wrong.type ?? type,
      challenge: wrong.challenge ?? challenge,
      origin: wrong.origin ?? this.#origin,
      crossOrigin: false,
    }));
  }

  #authData(flags: number, wrong: Misbehaviour): Uint8Array {
    const counter = new DataView(new ArrayBuffer(4));
    counter.setUint32(0, this.#counter);
    const user = wrong.isUnverified ? 0x01 : USER_PRESENT_AND_VERIFIED;
    return join(
      sha256(wrong.rpId ?? new URL(this.#origin).hostname),
      Uint8Array.of(user | flags),
      new Uint8Array(counter.buffer),
    );
  }

  /** The public key in the form of COSE (RFC 9053 §7.1.1): EC2, ES256, P-256. */
  async #publicKey(): Promise<Uint8Array> {
    const { x, y } = await crypto.subtle.exportKey("jwk", this.#keys.publicKey);
    return join(
      Uint8Array.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01),
      Uint8Array.of(0x21),
      cborBytes(bytes(x!)),
      Uint8Array.of(0x22),
      cborBytes(bytes(y!)),
    );
  }
}

const text = (given: Uint8Array) => given.toBase64({ alphabet: "base64url", omitPadding: true });
const bytes = (given: string) => Uint8Array.fromBase64(given, { alphabet: "base64url" });

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function cborText(given: string): Uint8Array {
  return join(Uint8Array.of(0x60 + given.length), new TextEncoder().encode(given));
}

function cborBytes(given: Uint8Array): Uint8Array {
  const { length } = given;
  const head = length < 256 ? [0x58, length] : [0x59, length >> 8, length & 0xff];
  return join(Uint8Array.from(head), given);
}

/** Returns a raw ECDSA signature as DER (RFC 3279 §2.2.3). */
function derSignature(raw: Uint8Array): Uint8Array {
  const integer = (part: Uint8Array) => {
    const first = part.findIndex((byte) => byte !== 0);
    const digits = part.subarray(first);
    const value = digits[0]! & 0x80 ? join(Uint8Array.of(0), digits) : digits;
    return join(Uint8Array.of(0x02, value.length), value);
  };
  const both = join(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
  return join(Uint8Array.of(0x30, both.length), both);
}
