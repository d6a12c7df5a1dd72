import { Malformed } from './byte-reader.ts';
import { ContentReader, type ScanLimits } from './content-reader.ts';
import { limits as defaultLimits } from './limits.ts';

/** Clocks `start` to `end` (exclusive) of one clientID, without a hole. */
export interface ScannedRange {
  client: number;
  start: number;
  end: number;
}

/** The struct at `clock` of range `range` refers to what another clientID wrote at `needsClock`. */
export interface Link {
  range: number;
  clock: number;
  needsClient: number;
  needsClock: number;
}

export interface Scan {
  ranges: ScannedRange[];
  links: Link[];
  /** Per clientID, the end of the highest range that the update deletes. */
  deletes: ReadonlyMap<number, number>;
  /** Characters and cells that it deletes, deleted before or not. */
  deletedLength: number;
}

/**
 * Reads the structure of a Yjs update of format V1 without building it: what it adds, what that
 * refers to, what it deletes. `roots` are the root names it may write under; null allows any name,
 * and subdocuments.
 * @throws {Malformed} on everything that Yjs would choke on, and on what no Yjs ever emits
 */
export function scanUpdate(
  update: Uint8Array,
  roots: ReadonlySet<string> | null = null,
  limits: ScanLimits = defaultLimits,
): Scan {
  return new UpdateScanner(update, roots, limits).scan();
}

const nothing: ReadonlyMap<number, number> = new Map();

const GC = 0;
const SKIP = 10;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_KEY = 0x20;

class UpdateScanner extends ContentReader {
  readonly #ranges: ScannedRange[] = [];
  readonly #links: Link[] = [];
  #structs = 0;
  #length = 0;
  #deletedLength = 0;
  #client = 0;
  #clock = 0;
  /** Highest clock per foreign clientID that the present range already refers to. */
  #needed: Map<number, number> | null = null;

  scan(): Scan {
    this.#scanClients();
    const deletes = this.#scanDeletes();
    if (!this.atEnd) throw new Malformed('trailing');
    const deletedLength = this.#deletedLength;
    return { ranges: this.#ranges, links: this.#links, deletes, deletedLength };
  }

  #scanClients(): void {
    const clients = this.uint();
    if (clients > this.limits.clientsPerUpdate) throw new Malformed('clients');
    const seen = clients > 1 ? new Set<number>() : null;
    for (let i = 0; i < clients; i++) {
      const structs = this.count();
      this.#structs += structs;
      if (structs === 0 || this.#structs > this.limits.structsPerUpdate) {
        throw new Malformed('structs');
      }
      this.#client = this.#clientId();
      if (seen?.has(this.#client)) throw new Malformed('client');
      seen?.add(this.#client);
      this.#clock = this.uint();
      this.#needed = null;
      this.#scanStructs(structs);
    }
  }

  #scanStructs(structs: number): void {
    let range: ScannedRange | null = null;
    for (let i = 0; i < structs; i++) {
      const info = this.byte();
      const kind = info & 0x1f;
      if (range === null && kind !== SKIP) {
        range = { client: this.#client, start: this.#clock, end: this.#clock };
        this.#ranges.push(range);
        this.#needed = null;
      }
      const length = kind === GC || kind === SKIP ? this.uint() : this.#scanItem(info);
      if (length === 0) throw new Malformed('empty');
      this.#clock += length;
      if (this.#clock > this.limits.clock) throw new Malformed('clock');
      if (kind === SKIP || range === null) {
        range = null;
        continue;
      }
      range.end = this.#clock;
      this.#length += length;
      if (this.#length > this.limits.lengthPerUpdate) throw new Malformed('length');
    }
  }

  #scanItem(info: number): number {
    if (info & HAS_ORIGIN) this.#reference();
    if (info & HAS_RIGHT_ORIGIN) this.#reference();
    if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
      if (this.uint() === 1) this.#root();
      else this.#reference();
      if (info & HAS_PARENT_KEY) this.skipString();
    }
    return this.content(info & 0x1f);
  }

  #root(): void {
    if (this.roots === null) this.skipString();
    else if (!this.roots.has(this.string())) throw new Malformed('root');
  }

  #reference(): void {
    const client = this.#clientId();
    const clock = this.uint();
    if (client === this.#client) {
      // What it stands beside or inside was there before it.
      if (clock >= this.#clock) throw new Malformed('reference');
      return;
    }
    this.#needed ??= new Map();
    if ((this.#needed.get(client) ?? -1) >= clock) return;
    this.#needed.set(client, clock);
    this.#links.push({
      range: this.#ranges.length - 1,
      clock: this.#clock,
      needsClient: client,
      needsClock: clock,
    });
  }

  #scanDeletes(): ReadonlyMap<number, number> {
    const clients = this.count();
    if (clients === 0) return nothing;
    const deletes = new Map<number, number>();
    let ranges = 0;
    for (let i = 0; i < clients; i++) {
      const client = this.#clientId();
      const count = this.count();
      ranges += count;
      if (count === 0) throw new Malformed('empty');
      if (ranges > this.limits.deletedRangesPerUpdate) throw new Malformed('deletes');
      let highest = deletes.get(client) ?? 0;
      for (let k = 0; k < count; k++) {
        const from = this.uint();
        const length = this.uint();
        if (length === 0) throw new Malformed('empty');
        const end = from + length;
        if (end > this.limits.clock) throw new Malformed('clock');
        if (end > highest) highest = end;
        this.#deletedLength += length;
      }
      deletes.set(client, highest);
    }
    return deletes;
  }

  #clientId(): number {
    const client = this.uint();
    if (client === 0) throw new Malformed('client');
    return client;
  }
}
