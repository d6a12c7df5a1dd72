import { ByteReader, Malformed } from './byte-reader.ts';
import { limits as defaultLimits, type Limits } from './limits.ts';

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
  deletes: Map<number, number>;
}

export type ScanLimits = Pick<
  Limits,
  | 'structsPerUpdate'
  | 'clientsPerUpdate'
  | 'deletedRangesPerUpdate'
  | 'lengthPerUpdate'
  | 'clock'
  | 'valueDepth'
>;

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

const GC = 0;
const SKIP = 10;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_KEY = 0x20;

class UpdateScanner extends ByteReader {
  readonly #roots: ReadonlySet<string> | null;
  readonly #limits: ScanLimits;
  readonly #ranges: ScannedRange[] = [];
  readonly #links: Link[] = [];
  #structs = 0;
  #length = 0;
  #client = 0;
  #clock = 0;
  /** Highest clock per foreign clientID that the present range already refers to. */
  #needed: Map<number, number> | null = null;

  constructor(update: Uint8Array, roots: ReadonlySet<string> | null, limits: ScanLimits) {
    super(update);
    this.#roots = roots;
    this.#limits = limits;
  }

  scan(): Scan {
    this.#scanClients();
    const deletes = this.#scanDeletes();
    if (!this.atEnd) throw new Malformed('trailing');
    return { ranges: this.#ranges, links: this.#links, deletes };
  }

  #scanClients(): void {
    const clients = this.uint();
    if (clients > this.#limits.clientsPerUpdate) throw new Malformed('clients');
    const seen = clients > 1 ? new Set<number>() : null;
    for (let i = 0; i < clients; i++) {
      const structs = this.count();
      this.#structs += structs;
      if (structs === 0 || this.#structs > this.#limits.structsPerUpdate) {
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
      if (this.#clock > this.#limits.clock) throw new Malformed('clock');
      if (kind === SKIP || range === null) {
        range = null;
        continue;
      }
      range.end = this.#clock;
      this.#length += length;
      if (this.#length > this.#limits.lengthPerUpdate) throw new Malformed('length');
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
    return this.#content(info & 0x1f);
  }

  #root(): void {
    if (this.#roots === null) this.skipString();
    else if (!this.#roots.has(this.string())) throw new Malformed('root');
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

  /** Passes over an item's content and answers its length. */
  #content(kind: number): number {
    switch (kind) {
      case 1: // deleted
        return this.uint();
      case 2: {
        // JSON values
        const values = this.count();
        for (let i = 0; i < values; i++) this.#json(true);
        return values;
      }
      case 3: // binary
        this.skip(this.uint());
        return 1;
      case 4: // text
        return this.skipString();
      case 5: // embed
        this.#json(false);
        return 1;
      case 6: // format
        this.skipString();
        this.#json(false);
        return 1;
      case 7: {
        // a shared type; XmlElement and XmlHook carry a name
        const type = this.uint();
        if (type > 6) throw new Malformed('type');
        if (type === 3 || type === 5) this.skipString();
        return 1;
      }
      case 8: {
        const values = this.count();
        for (let i = 0; i < values; i++) this.skipAny(this.#limits);
        return values;
      }
      case 9:
        return this.#subdocument();
      default:
        throw new Malformed('content');
    }
  }

  #subdocument(): number {
    if (this.#roots !== null) throw new Malformed('subdocument');
    this.skipString();
    // Its options are spread into a Y.Doc: anything but an object breaks the reader.
    if (this.bytes[this.pos] !== 118) throw new Malformed('subdocument');
    this.skipAny(this.#limits);
    return 1;
  }

  #json(orUndefined: boolean): void {
    const text = this.string();
    if (orUndefined && text === 'undefined') return;
    if (jsonDepth(text) > this.#limits.valueDepth) throw new Malformed('depth');
    try {
      JSON.parse(text);
    } catch {
      throw new Malformed('json');
    }
  }

  #scanDeletes(): Map<number, number> {
    const deletes = new Map<number, number>();
    const clients = this.count();
    let ranges = 0;
    for (let i = 0; i < clients; i++) {
      const client = this.#clientId();
      const count = this.count();
      ranges += count;
      if (count === 0) throw new Malformed('empty');
      if (ranges > this.#limits.deletedRangesPerUpdate) throw new Malformed('deletes');
      let highest = deletes.get(client) ?? 0;
      for (let k = 0; k < count; k++) {
        const from = this.uint();
        const length = this.uint();
        if (length === 0) throw new Malformed('empty');
        const end = from + length;
        if (end > this.#limits.clock) throw new Malformed('clock');
        if (end > highest) highest = end;
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

/** Nesting of a JSON text, counted without parsing it: a parser's own recursion may be the victim. */
function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (quoted) {
      if (unit === 0x5c) i += 1;
      else if (unit === 0x22) quoted = false;
    } else if (unit === 0x22) {
      quoted = true;
    } else if (unit === 0x5b || unit === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (unit === 0x5d || unit === 0x7d) {
      depth -= 1;
    }
  }
  return deepest;
}

/**
 * What of a scanned update is missing, if the reader knows `known(client)` clocks: the first gap in a
 * clientID's own clocks, or the first thing referred to or deleted that nobody has sent. Null when the
 * update can be applied whole, which also holds for parts that are already known.
 */
export function missingFor(
  scan: Scan,
  known: (client: number) => number,
): { client: number; clock: number } | null {
  const state = new Map<number, number>();
  const stateOf = (client: number) => state.get(client) ?? known(client);
  const progress = scan.ranges.map(() => ({ next: 0, done: false }));
  const linksOf: Link[][] = scan.ranges.map(() => []);
  for (const link of scan.links) linksOf[link.range]!.push(link);
  // Ranges may build on each other crosswise: go on as long as any of them gets further.
  let moved = true;
  let missing: { client: number; clock: number } | null = null;
  while (moved) {
    moved = false;
    missing = null;
    for (const [i, range] of scan.ranges.entries()) {
      const at = progress[i]!;
      if (at.done) continue;
      if (range.start > stateOf(range.client)) {
        missing ??= { client: range.client, clock: stateOf(range.client) };
        continue;
      }
      const links = linksOf[i]!;
      let blocked: Link | null = null;
      while (at.next < links.length && !blocked) {
        const link = links[at.next]!;
        if (link.needsClock < stateOf(link.needsClient)) {
          at.next += 1;
          moved = true;
        } else blocked = link;
      }
      const reached = blocked ? blocked.clock : range.end;
      if (reached > stateOf(range.client)) {
        state.set(range.client, reached);
        moved = true;
      }
      if (blocked) missing ??= { client: blocked.needsClient, clock: stateOf(blocked.needsClient) };
      else at.done = true;
    }
  }
  if (missing) return missing;
  for (const [client, end] of scan.deletes) {
    if (end > stateOf(client)) return { client, clock: stateOf(client) };
  }
  return null;
}
