import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { htmlOf } from './block-text.ts';

// LibreOffice reads what we put on the clipboard with what it opens such a page with.
const office = process.env.SAMSPEL_TEST_SOFFICE ?? 'soffice';

test('EX4 what is copied out is numbers and texts in LibreOffice, and no formula, day or lost zero', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'samspel-copied-'));
  const cell = (text: string, number: string | null = null) => ({ text, number });
  const cells = [
    ...[cell('=1+1'), cell('1-2'), cell('0012'), cell('"A" <b>')],
    ...[cell('1 000,25', '1000.25'), cell('1,234', '1234'), cell('−5,00', '-5.00')],
    ...[cell('5,00 SEK', '5.00')],
  ];
  const page = path.join(folder, 'copied.html');
  await writeFile(page, htmlOf([{ kind: 'line', cells }]));
  await promisify(execFile)(office, [
    ...['--headless', `-env:UserInstallation=file://${folder}/profile`],
    '--infilter=HTML (StarCalc)',
    // Texts in quotes, numbers bare; as they are, not as they are shown.
    ...['--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false'],
    ...['--outdir', `${folder}/out`, page],
  ]);
  const read = await readFile(path.join(folder, 'out', 'copied.csv'), 'utf8');
  await rm(folder, { recursive: true });
  expect(read.trimEnd()).toBe('"=1+1","1-2","0012","""A"" <b>",1000.25,1234,-5,5');
});
