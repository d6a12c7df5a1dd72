import { ByteReader, Malformed } from './byte-reader.ts';
import type { Limits } from './limits.ts';

export type ScanLimits = Pick<
  Limits,
  | 'structsPerUpdate'
  | 'clientsPerUpdate'
  | 'deletedRangesPerUpdate'
  | 'lengthPerUpdate'
  | 'clock'
  | 'valueDepth'
>;

/** Passes over what items of a Yjs update contain. */
export class ContentReader extends ByteReader {
  protected readonly roots: ReadonlySet<string> | null;
  protected readonly limits: ScanLimits;

  constructor(update: Uint8Array, roots: ReadonlySet<string> | null, limits: ScanLimits) {
    super(update);
    this.roots = roots;
    this.limits = limits;
  }

  /** Passes over an item's content and answers its length. */
  protected content(kind: number): number {
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
        for (let i = 0; i < values; i++) this.skipAny(this.limits);
        return values;
      }
      case 9:
        return this.#subdocument();
      default:
        throw new Malformed('content');
    }
  }

  #subdocument(): number {
    if (this.roots !== null) throw new Malformed('subdocument');
    this.skipString();
    // Its options are spread into a Y.Doc: anything but an object breaks the reader.
    if (this.bytes[this.pos] !== 118) throw new Malformed('subdocument');
    this.skipAny(this.limits);
    return 1;
  }

  #json(orUndefined: boolean): void {
    const text = this.string();
    if (orUndefined && text === 'undefined') return;
    if (jsonDepth(text) > this.limits.valueDepth) throw new Malformed('depth');
    try {
      JSON.parse(text);
    } catch {
      throw new Malformed('json');
    }
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
