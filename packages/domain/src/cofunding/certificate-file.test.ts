import { describe, expect, test } from 'vitest';
import {
  certificateBytes,
  certificateFileName,
  checkCertificate,
  keptName,
} from './certificate-file.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const pdf = (inside = '') => bytes(`%PDF-1.7\n1 0 obj<<${inside}>>endobj\ntrailer<<>>\n%%EOF\n`);
const chunk = (name: string, data: number[]) => [
  ...[0, 0, 0, data.length],
  ...bytes(name),
  ...data,
  ...[0, 0, 0, 0],
];
const png = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  ...chunk('IHDR', Array(13).fill(0)),
  ...chunk('IEND', []),
]);
const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9]);

describe('PL7 a certificate', () => {
  test('PL7 is a PDF, a PNG or a JPEG by its content', () => {
    expect(checkCertificate(pdf())).toEqual({ ok: true, mediaType: 'application/pdf' });
    expect(checkCertificate(png)).toEqual({ ok: true, mediaType: 'image/png' });
    expect(checkCertificate(jpeg)).toEqual({ ok: true, mediaType: 'image/jpeg' });
  });

  test.each([
    ['a page', bytes('<html><script>alert(1)</script></html>'), 'certificate_not_a_document'],
    ['a drawing that runs', bytes('<svg onload="alert(1)"/>'), 'certificate_not_a_document'],
    ['a program', bytes('MZ\u0090\u0000\u0003'), 'certificate_not_a_document'],
    ['an archive', bytes('PK\u0003\u0004'), 'certificate_not_a_document'],
    ['a PDF cut off', bytes('%PDF-1.7\n1 0 obj'), 'certificate_not_a_document'],
    ['a page in front of a PDF', bytes('<html>%PDF-1.7\n%%EOF'), 'certificate_not_a_document'],
    ['a picture with a tail', Uint8Array.from([...png, 0x50, 0x4b]), 'certificate_not_a_document'],
    ['a picture cut off', png.slice(0, -1), 'certificate_not_a_document'],
    ['a photograph cut off', jpeg.slice(0, -1), 'certificate_not_a_document'],
    [
      'a PDF that runs',
      pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>'),
      'certificate_is_active',
    ],
    ['a PDF that runs under a hidden name', pdf('/S/J#61vaScript'), 'certificate_is_active'],
    [
      'a PDF that runs what stands elsewhere',
      pdf('/S/Rendition/JS 12 0 R'),
      'certificate_is_active',
    ],
    ['a PDF that starts something', pdf('/S/Launch'), 'certificate_is_active'],
    ['nothing', new Uint8Array(0), 'certificate_empty'],
    ['too much', new Uint8Array(certificateBytes + 1), 'certificate_too_large'],
  ])('PL7 is not %s', (_, file, fault) => {
    expect(checkCertificate(file)).toEqual({ ok: false, fault });
  });

  test('PL7 is a scanned page in whose bytes three letters stand by chance', () => {
    const scanned = pdf('>>stream\n\u0091/JS\u00c4\u0007/JS 1\u0002/JS\nendstream');
    expect(checkCertificate(scanned)).toEqual({ ok: true, mediaType: 'application/pdf' });
  });

  test('PL7 may have a long name, of which the beginning and the ending are kept', () => {
    expect(keptName('Intyg Åre.pdf')).toBe('Intyg Åre.pdf');
    expect(keptName(`${'å'.repeat(300)}.pdf`)).toBe(`${'å'.repeat(196)}.pdf`);
    expect([...keptName('𝄞'.repeat(300))]).toHaveLength(200);
  });

  test('PL7 is given out with the ending of what it is, whatever it was called', () => {
    expect(certificateFileName('Intyg.pdf', 'application/pdf')).toBe('Intyg.pdf');
    expect(certificateFileName('intyg.html', 'application/pdf')).toBe('intyg.html.pdf');
    expect(certificateFileName('intyg.exe. ', 'image/png')).toBe('intyg.exe.png');
    expect(certificateFileName('Intyg.JPEG', 'image/jpeg')).toBe('Intyg.JPEG');
  });
});
