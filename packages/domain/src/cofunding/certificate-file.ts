import { annexFileName } from '../annex/annex.ts';

export const certificateBytes = 5_000_000;

export const certificateTypes = ['application/pdf', 'image/png', 'image/jpeg'] as const;
export type CertificateType = (typeof certificateTypes)[number];

const nameLength = 200;

/** As much of a file's name as is kept, with its ending: a long name is no reason to refuse a file. */
export function keptName(name: string): string {
  const points = [...name];
  if (points.length <= nameLength) return name;
  const ending = [...(/\.[^.\s]{1,10}$/.exec(name)?.[0] ?? '')];
  return [...points.slice(0, nameLength - ending.length), ...ending].join('');
}

/** PL7: what a certificate is called when it is given out, as annexes are. */
export function certificateFileName(name: string, mediaType: string): string {
  const type = mediaType === 'application/pdf' ? 'pdf' : mediaType === 'image/png' ? 'png' : 'jpg';
  return annexFileName({ name, type });
}

export type CertificateFault =
  | 'certificate_empty'
  | 'certificate_too_large'
  | 'certificate_not_a_document'
  | 'certificate_is_active';

export type CertificateCheck =
  | { ok: true; mediaType: CertificateType }
  | { ok: false; fault: CertificateFault };

/**
 * PL7: whether bytes are a certificate: a PDF or a picture by what they are, never by what they are
 * called. What hides something else behind its end, or runs something, is refused.
 */
export function checkCertificate(bytes: Uint8Array): CertificateCheck {
  if (bytes.length === 0) return { ok: false, fault: 'certificate_empty' };
  if (bytes.length > certificateBytes) return { ok: false, fault: 'certificate_too_large' };
  if (isPng(bytes)) return { ok: true, mediaType: 'image/png' };
  if (isJpeg(bytes)) return { ok: true, mediaType: 'image/jpeg' };
  if (!isPdf(bytes)) return { ok: false, fault: 'certificate_not_a_document' };
  if (isActive(bytes)) return { ok: false, fault: 'certificate_is_active' };
  return { ok: true, mediaType: 'application/pdf' };
}

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Chunk by chunk to IEND and no byte further: nothing rides behind the picture. */
function isPng(bytes: Uint8Array): boolean {
  if (!startsWith(bytes, png)) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (ascii(bytes, at + 4, at + 8) === 'IEND') return end === bytes.length;
    at = end;
  }
  return false;
}

function isJpeg(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0xff, 0xd8, 0xff]) && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
}

function isPdf(bytes: Uint8Array): boolean {
  const tail = ascii(bytes, Math.max(0, bytes.length - 1024), bytes.length);
  return /^%PDF-[12]\.\d/.test(ascii(bytes, 0, 8)) && tail.includes('%%EOF');
}

// Blocks the plain ways to run something on opening, also where a name is written with #xx. What is packed
// inside is not looked into: the file is only ever handed out as a download.
function isActive(bytes: Uint8Array): boolean {
  const text = ascii(bytes, 0, bytes.length).replace(/#([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  // Three letters are found by chance in a large picture: they count with the script that follows them.
  return /\/(?:JavaScript|Launch|RichMedia|XFA)\b|\/JS\s*(?:[(<%]|\d+\s+\d+\s+R)/.test(text);
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, at) => bytes[at] === byte);
}

/** One character a byte, whatever the byte: a PDF's own words are ASCII. */
function ascii(bytes: Uint8Array, from: number, to: number): string {
  const piece = 8192;
  let text = '';
  for (let at = from; at < to; at += piece) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + piece, to)));
  }
  return text;
}
