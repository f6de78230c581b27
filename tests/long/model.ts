import { STRANGERS } from "../helpers/people/social.ts";

/** One person's action on another, or on their own account. */
export type Action =
  | { do: "follow" | "unfollow" | "accept" | "reject" | "cancel"; by: string; to: string }
  | { do: "remove" | "block" | "unblock"; by: string; to: string }
  | { do: "go private"; by: string }
  | { do: "go public"; by: string };

/** The expected response to an action; null if its body does not matter. */
export interface Expected {
  status: number;
  data: Record<string, unknown> | null;
}

const NOT_FOUND: Expected = { status: 404, data: null };

/** The relationships that the rules require: `a>b` means that a follows b. */
export class Model {
  readonly names: readonly string[];
  readonly private: Set<string>;
  readonly follows: Set<string>;
  readonly requests: Set<string>;
  readonly blocks: Set<string>;
  /** The notifications, in the form `bob follow ada`: recipient, type, actor. */
  readonly notices: Set<string>;

  constructor(from: Pick<Model, "names"> & Partial<Model>) {
    this.names = from.names;
    this.private = new Set(from.private);
    this.follows = new Set(from.follows);
    this.requests = new Set(from.requests);
    this.blocks = new Set(from.blocks);
    this.notices = new Set(from.notices);
  }

  /** Equal states have equal keys. */
  get key(): string {
    const sets = [this.private, this.follows, this.requests, this.blocks, this.notices];
    return sets.map((set) => [...set].sort().join()).join(";");
  }

  isHidden(one: string, other: string): boolean {
    return this.blocks.has(`${one}>${other}`) || this.blocks.has(`${other}>${one}`);
  }

  relation(viewer: string, other: string) {
    return {
      ...STRANGERS,
      following: this.follows.has(`${viewer}>${other}`),
      followedBy: this.follows.has(`${other}>${viewer}`),
      requested: this.requests.has(`${viewer}>${other}`),
      requestedBy: this.requests.has(`${other}>${viewer}`),
      blocking: this.blocks.has(`${viewer}>${other}`),
    };
  }

  /** Returns a person's followers, ordered by name. */
  followersOf(name: string): string[] {
    return this.names.filter((other) => this.follows.has(`${other}>${name}`));
  }

  /** Returns the people that a person follows, ordered by name. */
  followingOf(name: string): string[] {
    return this.names.filter((other) => this.follows.has(`${name}>${other}`));
  }

  /** Applies an action if it is allowed; returns the response that the actor must get. */
  apply(action: Action): Expected {
    if (action.do === "go private" || action.do === "go public") {
      return this.#turn(action.by, action.do === "go private");
    }
    const { by, to } = action;
    const isKnown = this.blocks.has(`${by}>${to}`) &&
      (action.do === "block" || action.do === "unblock");
    if (this.isHidden(by, to) && !isKnown) return NOT_FOUND;
    const related = () => ({ status: 200, data: this.relation(by, to) });
    switch (action.do) {
      case "follow":
        if (this.follows.has(`${by}>${to}`)) return this.#followState(by, to);
        if (this.private.has(to)) {
          this.requests.add(`${by}>${to}`);
          this.notices.add(`${to} follow_request ${by}`);
        } else this.#follow(by, to, false);
        return this.#followState(by, to);
      case "unfollow":
        this.#part(by, to);
        return this.#followState(by, to);
      case "accept":
        if (!this.requests.has(`${to}>${by}`)) return NOT_FOUND;
        this.#follow(to, by, true);
        return related();
      case "reject":
        if (!this.requests.has(`${to}>${by}`)) return NOT_FOUND;
        this.#endRequest(to, by);
        return related();
      case "cancel":
        this.#endRequest(by, to);
        return related();
      case "remove":
        this.#part(to, by);
        return { status: 204, data: null };
      case "block":
        this.#part(by, to);
        this.#part(to, by);
        this.blocks.add(`${by}>${to}`);
        return related();
      case "unblock":
        this.blocks.delete(`${by}>${to}`);
        return related();
    }
  }

  #turn(by: string, isPrivate: boolean): Expected {
    if (isPrivate) this.private.add(by);
    else this.private.delete(by);
    const asking = this.names.filter((other) => this.requests.has(`${other}>${by}`));
    if (!isPrivate) { for (const other of asking) this.#follow(other, by, true); }
    return { status: 200, data: { isPrivate, followersCount: this.followersOf(by).length } };
  }

  #followState(by: string, to: string): Expected {
    const isFollowing = this.follows.has(`${by}>${to}`);
    const requested = this.requests.has(`${by}>${to}`);
    const followersCount = this.followersOf(to).length;
    return { status: 200, data: { isFollowing, requested, followersCount } };
  }

  #follow(by: string, to: string, isAccepted: boolean): void {
    this.#endRequest(by, to);
    this.follows.add(`${by}>${to}`);
    this.notices.add(isAccepted ? `${by} follow_accepted ${to}` : `${to} follow ${by}`);
  }

  #endRequest(by: string, to: string): void {
    this.requests.delete(`${by}>${to}`);
    this.notices.delete(`${to} follow_request ${by}`);
  }

  #part(by: string, to: string): void {
    this.#endRequest(by, to);
    this.follows.delete(`${by}>${to}`);
    this.notices.delete(`${to} follow ${by}`);
    this.notices.delete(`${by} follow_accepted ${to}`);
  }
}
