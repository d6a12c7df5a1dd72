import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { officeFile, pdfFile, pngFile, program } from '../../../../tests/support/sample-files.ts';
import { kindOfFile } from './kind-of-file.ts';

test.each([
  ['pdf', pdfFile('Plan')],
  ['docx', officeFile('docx')],
  ['xlsx', officeFile('xlsx')],
  ['odt', officeFile('odt')],
  ['png', pngFile()],
  ['exe', program()],
  [null, Buffer.from('<!doctype html><script>alert(1)</script>')],
  [null, Buffer.alloc(0)],
  ['zip', Buffer.from('PK\u0003\u0004'.padEnd(2000, '\uffff'))],
])('content is %s whatever its name says', async (kind, content) => {
  expect(await kindOfFile(Readable.from([content]))).toBe(kind);
});

test('a source that fails is a failure, not a file of another kind', async () => {
  async function* cutOff() {
    yield pdfFile('Plan').subarray(0, 4);
    throw new Error('the line was cut');
  }
  await expect(kindOfFile(Readable.from(cutOff()))).rejects.toThrow('cut');
});
