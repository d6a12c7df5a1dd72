import { importFields } from '@samspel/domain/exchange/heading-words';
import { importFaults, importNotes } from '@samspel/domain/exchange/imported-file';
import {
  type ImportedRowReading,
  type LineFault,
  lineFaults,
  lineNotes,
  skippedBecause,
} from '@samspel/domain/exchange/imported-line';
import { proposeColumns } from '@samspel/domain/exchange/propose-columns';
import { expect, test } from 'vitest';
import english from '../../../../messages/exchange/en.json' with { type: 'json' };
import { chooseField, columnsOf, lacksCategory, styleOf } from './file-columns.ts';

const budget = {
  rows: [
    ['Vad', 'Antal', 'Pris', ''],
    ['Tåg', '2', '1,5', ''],
    ['Buss', '1', '2', ''],
  ].map((cells, at) => ({ row: at + 1, cells })),
};

test('columns are known by their heading and first values; those of nothing are left out', () => {
  const plan = proposeColumns(budget);
  expect(columnsOf(budget, plan).map(({ heading, samples }) => [heading, ...samples])).toEqual([
    ['Vad', 'Tåg', 'Buss'],
    ['Antal', '2', '1'],
    ['Pris', '1,5', '2'],
  ]);
  const bare = columnsOf(budget, { ...plan, headingRow: null });
  expect(bare[0]).toEqual({ column: 0, heading: '', samples: ['Vad', 'Tåg', 'Buss'] });
});

test('a field is given to one column at a time, and to none when it is taken back', () => {
  const first = chooseField(proposeColumns(budget), 0, 'unitPrice');
  expect(first.fields).toEqual(['unitPrice', 'quantity', null, null]);
  expect(chooseField(first, 0, '').fields[0]).toBe(null);
  expect(chooseField(first, 5, 'note').fields).toEqual([
    ...['unitPrice', 'quantity', null, null, null, 'note'],
  ]);
});

test('semicolons tell of decimal commas, commas of decimal points, tabs of nothing', () => {
  const style = (separator: string) => styleOf({ text: { encoding: 'utf-8', separator } });
  expect([style(';'), style(','), style('\t'), styleOf({ text: null })]).toEqual([
    ...['sv', 'en', null, null],
  ]);
});

test('a category is asked for while a row lacks one', () => {
  const faulty = (fault: LineFault): ImportedRowReading => ({
    ...{ row: 2, state: 'faulty', text: '' },
    faults: [{ field: 'category', fault, text: '' }],
  });
  expect(lacksCategory([faulty('no_category')])).toBe(true);
  expect(lacksCategory([faulty('unknown_category')])).toBe(false);
});

test('everything that can be said of a file, a row or a column has a text', () => {
  const keys = [
    ...importFaults.map((fault) => `exchange_file_${fault}`),
    ...importNotes.map((note) => `exchange_note_${note}`),
    ...importFields.map((field) => `exchange_field_${field}`),
    ...lineFaults.map((fault) => `exchange_fault_${fault}`),
    ...lineNotes.map((note) => `exchange_line_${note}`),
    ...skippedBecause.map((why) => `exchange_skipped_${why}`),
  ];
  expect(keys.filter((key) => !(key in english))).toEqual([]);
});
