/** The memory of one identity provider in tests: an adapter of `oidc-provider`. */
export function openOidcStore() {
  const rows = new Map<string, Payload>();
  return class OidcStore {
    constructor(readonly kind: string) {}

    #key(id: string): string {
      return `${this.kind} ${id}`;
    }

    #find(wanted: (payload: Payload) => boolean): Promise<Payload | undefined> {
      const found = [...rows].find(([key, row]) => key.startsWith(`${this.kind} `) && wanted(row));
      return Promise.resolve(found?.[1]);
    }

    upsert(id: string, payload: Payload): Promise<void> {
      rows.set(this.#key(id), payload);
      return Promise.resolve();
    }

    find(id: string): Promise<Payload | undefined> {
      return Promise.resolve(rows.get(this.#key(id)));
    }

    findByUid(uid: string): Promise<Payload | undefined> {
      return this.#find((payload) => payload.uid === uid);
    }

    findByUserCode(userCode: string): Promise<Payload | undefined> {
      return this.#find((payload) => payload.userCode === userCode);
    }

    consume(id: string): Promise<void> {
      const row = rows.get(this.#key(id));
      if (row) row.consumed = Math.floor(Date.now() / 1000);
      return Promise.resolve();
    }

    destroy(id: string): Promise<void> {
      rows.delete(this.#key(id));
      return Promise.resolve();
    }

    revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, row] of rows) if (row.grantId === grantId) rows.delete(key);
      return Promise.resolve();
    }
  };
}

type Payload = Record<string, unknown>;
