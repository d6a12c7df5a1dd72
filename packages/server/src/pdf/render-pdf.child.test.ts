import { expect, test } from 'vitest';
import type { PrintDocument } from './print-model.ts';
import { PdfBusy, PdfFailed, renderPdf } from './render-pdf.ts';

const documentWith = (text: string): PrintDocument => ({
  lang: 'sv',
  title: text,
  date: [2026, 12, 22, 14, 59, 58],
  watermark: null,
  header: { left: text, right: text },
  pageLabel: 'Sida',
  contentsLabel: 'Innehåll',
  cover: {
    eyebrow: text,
    title: text,
    subtitle: text,
    facts: [{ label: text, value: text, mono: true }],
    figures: [{ label: text, value: text }],
    notice: { tone: 'draft', title: text, rows: [], text },
  },
  blocks: [
    { t: 'chapter', text, newPage: false },
    { t: 'paragraph', c: [{ s: text }, { br: true }, { s: text, bold: true, code: true }] },
    { t: 'heading', level: 2, text, meta: text },
    {
      t: 'table',
      caption: text,
      columns: [{ label: text, align: 'left', width: 'wide' }],
      rows: [{ cells: [text], kind: 'plain' }],
    },
    { t: 'finding', severity: 'warning', label: text, text },
  ],
});

test('what a person typed is never markup: code, references and broken brackets are printed as they are', async () => {
  const hostile =
    '#panic("x") #read("/etc/passwd") $x^2$ @ref <label> *b* _i_ `r` [ ] ) ( \\ // /* "quote" = #{';
  const bytes = await renderPdf(documentWith(hostile));
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
});

test('text that no font of ours can set is still printed', async () => {
  const bytes = await renderPdf(documentWith('漢字 😀 привет עברית \u200b\u0007 é'));
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
});

test('an empty document is printed', async () => {
  const empty = { ...documentWith(''), blocks: [] };
  expect((await renderPdf(empty)).length).toBeGreaterThan(1000);
});

const generous = {
  timeoutMs: 30_000,
  memoryBytes: 1_000_000_000,
  outputBytes: 50_000_000,
  queueMax: 10,
};

test('whoever comes when enough wait already is sent away; a receipt waits', async () => {
  const print = (queueMax: number) => renderPdf(documentWith('x'), { ...generous, queueMax });
  const printing = [print(1), print(1), print(1)];
  await expect(print(1)).rejects.toThrow(PdfBusy);
  printing.push(print(Number.POSITIVE_INFINITY));
  expect((await Promise.all(printing)).every((bytes) => bytes.length > 1000)).toBe(true);
});

test('printing that takes too long or grows too large is ended', async () => {
  await expect(renderPdf(documentWith('x'), { ...generous, timeoutMs: 5 })).rejects.toThrow(
    PdfFailed,
  );
  await expect(renderPdf(documentWith('x'), { ...generous, outputBytes: 100 })).rejects.toThrow(
    'grew too large',
  );
});
