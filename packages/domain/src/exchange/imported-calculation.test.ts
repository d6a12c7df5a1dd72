import { expect, test } from 'vitest';
import { calculationIn } from './imported-calculation.ts';
import type { ImportedCell } from './imported-file.ts';
import { proposeColumns } from './propose-columns.ts';

const heading = ['Radtyp', 'Budgetrad', 'Antal', 'Enhet', 'À-pris'];

function read(...rows: ImportedCell[][]) {
  const sheet = { rows: [heading, ...rows].map((cells, at) => ({ row: at + 1, cells })) };
  return calculationIn(sheet, proposeColumns(sheet), 'sv');
}

test('EX5 rates are read as a workbook holds them and as text says them', () => {
  const row = (rate: ImportedCell, unit: string | null) => [
    ...['Schablon', 'Kontor på personal'],
    ...[rate, unit],
  ];
  expect(read(row({ n: '0.15' }, null))?.flat).toEqual({ officeOnStaff: 1500 });
  expect(read(row('15', '%'))?.flat).toEqual({ officeOnStaff: 1500 });
  expect(read(row('7,25', '%'))?.flat).toEqual({ officeOnStaff: 725 });
  expect(read(row({ n: '1' }, null))?.flat).toEqual({ officeOnStaff: 10_000 });
});

test('EX5 what says nothing, or two things, is left out', () => {
  const flat = (kind: string, rate: ImportedCell) => ['Schablon', kind, rate, null, null];
  expect(read(['Rad', 'Resor på personal', '0,15', null, '1'])).toBe(null);
  expect(read(flat('Resor på personal', { n: '0' }))).toBe(null);
  expect(read(flat('Resor på personal', 'hälften'))).toBe(null);
  expect(read(flat('Något annat', { n: '0.15' }))).toBe(null);
  expect(
    read(
      flat('Resor på personal', { n: '0.1' }),
      flat('Resor på personal', { n: '0.15' }),
      flat('Kontor på personal', { n: '0.15' }),
      flat('Kontor på personal', { n: '0.15' }),
    ),
  ).toEqual({ model: null, flat: { officeOnStaff: 1500 } });
  expect(read(['Kostnadsmodell', 'Klumpsumma'], ['Kostnadsmodell', 'Enhetskostnader'])).toBe(null);
  expect(read(['Kostnadsmodell', 'klumpsumma'])).toEqual({ model: 'lump_sum', flat: {} });
});

test('EX8 what stands in another partner’s rows is not this partner’s', () => {
  const rows: ImportedCell[][] = [
    ['Partner', ...heading],
    ['Mobile Heights', 'Kostnadsmodell', 'Klumpsumma'],
    ['Mobile Heights', 'Schablon', 'Kontor på personal', { n: '0.1' }],
    ['Smart Textiles', 'Schablon', 'Kontor på personal', { n: '0.15' }],
  ];
  const sheet = { rows: rows.map((cells, at) => ({ row: at + 1, cells })) };
  const plan = proposeColumns(sheet);
  expect(calculationIn(sheet, plan, 'sv', new Set(['mobile heights']))).toEqual({
    model: null,
    flat: { officeOnStaff: 1500 },
  });
});
