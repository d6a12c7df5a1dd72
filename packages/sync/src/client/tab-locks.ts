/** Which tabs of this browser live. A tab holds the lock of its own name for as long as it does. */
export interface TabLocks {
  /** Holds the lock until the answer is called. */
  hold(name: string): Promise<() => void>;
  /** Null when somebody holds it; else held until the answer is called. */
  tryHold(name: string): Promise<(() => void) | null>;
}

/** Web Locks; without them (old browsers) every other tab counts as gone, which at worst sends twice. */
export function browserLocks(): TabLocks {
  const manager = globalThis.navigator?.locks;
  if (!manager) {
    const none = async () => () => {};
    return { hold: none, tryHold: none };
  }
  const request = (name: string, ifAvailable: boolean) =>
    new Promise<(() => void) | null>((resolve, reject) => {
      manager
        .request(`samspel-sync:${name}`, { ifAvailable }, (lock) => {
          if (!lock) return resolve(null);
          return new Promise<void>((release) => resolve(release));
        })
        .catch(reject);
    });
  return {
    hold: async (name) => (await request(name, false))!,
    tryHold: (name) => request(name, true),
  };
}
