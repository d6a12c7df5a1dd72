import { SaxesParser } from 'saxes';
import { FileRefused } from './file-refused.ts';

export interface XmlEvents {
  /** Names come without their prefix: programs choose it freely. */
  open(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
  /** Asked between pieces: what is known may be enough. */
  done?(): boolean;
}

const pieceBytes = 256 * 1024;

/**
 * Reads XML piece by piece. Definitions of its own (entities that grow, or lead to files and addresses)
 * have no place in a workbook: a part with any is refused before they mean anything.
 */
export function scanXml(bytes: Uint8Array, events: XmlEvents): void {
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw new FileRefused('damaged');
  });
  parser.on('doctype', () => {
    throw new FileRefused('damaged');
  });
  parser.on('opentag', ({ name, attributes }) => {
    events.open(bare(name), attributes);
  });
  parser.on('closetag', ({ name }) => events.close?.(bare(name)));
  parser.on('text', (text) => events.text?.(text));
  parser.on('cdata', (text) => events.text?.(text));
  const decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      parser.write(decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: true }));
      if (events.done?.()) return;
    }
    parser.write(decoder.decode());
    parser.close();
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    throw new FileRefused('damaged');
  }
}

function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** `_x000D_` is how workbooks write characters that XML has no room for. */
export function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
