/** A local edit (or several, merged) as it waits for its acknowledgement. Immutable once stored. */
export interface OutboxEntry {
  /** Order of making on this device; unique in the store. */
  key: string;
  document: string;
  /** The tab (sync client) that sends it. */
  owner: string;
  update: Uint8Array;
  /** Set when the server refused it: kept for the author, not sent again by itself. */
  refused: 'frozen' | 'revoked' | 'invalid' | null;
}

export interface KeptDocument {
  document: string;
  incarnation: string;
  /** Sequence number up to which `update` contains everything. */
  seq: number;
  update: Uint8Array;
  access: 'write' | 'read' | 'none';
}

/** What this device remembers for one person. Every method resolves only when the change is durable. */
export interface OutboxStore {
  /** False: it forgets when the page goes. */
  readonly durable: boolean;
  put(entries: readonly OutboxEntry[]): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
  /** In order of key. */
  all(): Promise<OutboxEntry[]>;
  keep(document: KeptDocument): Promise<void>;
  kept(document: string): Promise<KeptDocument | null>;
  keptNames(): Promise<string[]>;
  forget(documents: readonly string[]): Promise<void>;
  /** Whatever else the page must know to open without network; null forgets it. */
  note(name: string, content: Uint8Array | null): Promise<void>;
  noted(name: string): Promise<Uint8Array | null>;
  /** Forgets everything, the key included. */
  wipe(): Promise<void>;
  close(): void;
}

/** Forgets when the page goes: for tests, and for devices without a usable store. */
export function openMemoryOutbox(): OutboxStore {
  const entries = new Map<string, OutboxEntry>();
  const documents = new Map<string, KeptDocument>();
  const notes = new Map<string, Uint8Array>();
  return {
    durable: false,
    async put(list) {
      for (const entry of list) entries.set(entry.key, entry);
    },
    async remove(keys) {
      for (const key of keys) entries.delete(key);
    },
    async all() {
      return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    async keep(document) {
      documents.set(document.document, document);
    },
    async kept(name) {
      return documents.get(name) ?? null;
    },
    async keptNames() {
      return [...documents.keys()];
    },
    async forget(names) {
      for (const name of names) documents.delete(name);
    },
    async note(name, content) {
      if (content) notes.set(name, content);
      else notes.delete(name);
    },
    async noted(name) {
      return notes.get(name) ?? null;
    },
    async wipe() {
      entries.clear();
      documents.clear();
      notes.clear();
    },
    close() {},
  };
}
