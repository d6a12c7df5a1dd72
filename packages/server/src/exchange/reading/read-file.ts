import { type ImportedFile, importLimits } from '@samspel/domain/exchange/imported-file';
import { FileRefused } from './file-refused.ts';
import { readCsv } from './read-csv.ts';
import { readWorkbook } from './read-workbook.ts';

/** A file by what it holds; its name says nothing that could be relied on. */
export function readFile(bytes: Buffer): ImportedFile {
  if (bytes.length > importLimits.fileBytes) throw new FileRefused('too_large');
  const file = readKind(bytes);
  if (file.sheets.every(({ rows }) => rows.length === 0)) {
    const full = file.sheets.some(({ notes }) =>
      notes.some(({ note }) => note === 'too_many_rows'),
    );
    throw new FileRefused(full ? 'too_many_rows' : 'empty');
  }
  return file;
}

function readKind(bytes: Buffer): ImportedFile {
  const magic = bytes.toString('hex', 0, 8);
  if (bytes.length === 0) throw new FileRefused('empty');
  if (magic.startsWith('504b')) return readWorkbook(bytes);
  if (magic === 'd0cf11e0a1b11ae1') {
    // A workbook with a password lies in the same container as those from before 2007.
    const locked = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
    throw new FileRefused(locked ? 'encrypted' : 'old_excel');
  }
  if (/^(25504446|89504e47|ffd8ff|47494638|1f8b08)/.test(magic)) {
    throw new FileRefused('not_a_spreadsheet');
  }
  return readCsv(bytes);
}
