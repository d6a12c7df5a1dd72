import { FileRefused } from './file-refused.ts';

export interface DecodedText {
  text: string;
  encoding: string;
}

/** Text as programs save it: with a mark, as UTF-8 or UTF-16 without one, or in the old code page of Windows. */
export function decodeText(bytes: Buffer): DecodedText {
  const encoding = markedEncoding(bytes) ?? guessedEncoding(bytes);
  const text = decoded(bytes, encoding);
  if (text !== null) return { text: checked(text), encoding };
  return { text: checked(decoded(bytes, 'windows-1252') ?? ''), encoding: 'windows-1252' };
}

function markedEncoding(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

// Every other byte of Latin text in UTF-16 is nothing.
function guessedEncoding(bytes: Buffer): string {
  const nothing = [0, 0];
  const looked = Math.min(bytes.length, 4000) & ~1;
  for (let at = 0; at < looked; at++) if (bytes[at] === 0) nothing[at % 2]! += 1;
  if (nothing[1]! > looked / 4) return 'utf-16le';
  return nothing[0]! > looked / 4 ? 'utf-16be' : 'utf-8';
}

function decoded(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A picture or a program decodes as something, too. */
function checked(text: string): string {
  const start = text.slice(0, 10_000);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell that this is no text
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(start)) {
    throw new FileRefused('not_a_spreadsheet');
  }
  // Pages and XML tables that programs save under a spreadsheet's name.
  if (/^\s*<(\?xml|!doctype|html|table|workbook)/i.test(start))
    throw new FileRefused('other_format');
  return text;
}
