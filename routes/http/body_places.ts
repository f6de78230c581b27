import type { Context as HonoContext } from "hono";
import type { Context, Identity } from "../../context/mod.ts";
import { type BodyPlace, BodyRoom } from "../../lib/http/body_room.ts";
import { networkOf } from "../../lib/rate_limits/network.ts";
import { addressOf } from "./device.ts";
import type { Env } from "./endpoint.ts";
import { FORM_BYTES_MAX } from "./input/form_fields.ts";

const MIB = 1024 * 1024;
/** JSON and small forms: 256 at once from one asker. */
const SMALL = { bytesMax: 128 * MIB, perAskerMax: 16 * MIB };
/** Forms with a file: so many of the largest size at once. */
const LARGE_FORMS_MAX = 10;
const LARGE_FORMS_OF_ONE_MAX = 3;

/** The rooms for request bodies: forms with files have one of their own. */
export class BodyPlaces {
  readonly #ctx: Context;
  readonly #small: BodyRoom;
  readonly #forms: BodyRoom;

  constructor(ctx: Context) {
    const { MAX_UPLOAD_BYTES, RATE_LIMITS } = ctx.config;
    const isBounded = RATE_LIMITS !== "off";
    const formBytes = MAX_UPLOAD_BYTES + FORM_BYTES_MAX;
    this.#ctx = ctx;
    this.#small = new BodyRoom({ ...SMALL, ...isBounded ? {} : { perAskerMax: null } });
    this.#forms = new BodyRoom({
      bytesMax: LARGE_FORMS_MAX * formBytes,
      perAskerMax: isBounded ? LARGE_FORMS_OF_ONE_MAX * formBytes : null,
    });
  }

  /** Returns a place for the body of a request, counted by the account or else by the network. */
  enter(http: HonoContext<Env>, kind: "small" | "form", viewer: Identity | null): BodyPlace {
    const room = kind === "form" ? this.#forms : this.#small;
    return room.enter(viewer?.userId ?? networkOf(addressOf(this.#ctx, http)));
  }
}
