import { describe, expect, test } from 'vitest';
import { costCategories } from '../budget/budget-sheet.ts';
import { categoryOf, currencyIn, fieldOfHeading, isTotal, plainWords } from './heading-words.ts';
import { readImportedLines } from './import-lines.ts';
import { cellName, type ImportedCell, type ImportedSheet } from './imported-file.ts';
import { type ImportSetting, sumByCurrency } from './imported-line.ts';
import { othersNames } from './others-row.ts';
import { proposeColumns, proposeSheet } from './propose-columns.ts';
import { guarded, textOf } from './read-cell.ts';

const sheetOf = (...rows: ImportedCell[][]): ImportedSheet => ({
  name: 'Budget',
  rows: rows.map((cells, at) => ({ row: at + 1, cells })),
  merged: [],
  notes: [],
});

const swedish = ['Kostnadsslag', 'Funktion', 'Beskrivning', 'Antal', 'Enhet', 'À-pris', 'Belopp'];

function read(sheet: ImportedSheet, more: Partial<ImportSetting> = {}) {
  return readImportedLines(sheet, {
    plan: proposeColumns(sheet),
    style: 'sv',
    category: null,
    categories: costCategories,
    currency: 'EUR',
    exchange: 'SEK',
    periods: 4,
    workPackages: new Map([['pilot', 'wp-1']]),
    others: new Set(),
    ...more,
  });
}

const faultsOf = (sheet: ImportedSheet, more: Partial<ImportSetting> = {}) =>
  read(sheet, more).flatMap((row) =>
    row.state === 'faulty'
      ? row.faults.map(({ field, fault }) => `${row.row} ${field} ${fault}`)
      : [],
  );

describe('columns', () => {
  test('EX1 are known by their headings in Swedish and English, whatever stands around the word', () => {
    expect(fieldOfHeading('  À-pris (EUR) ')).toBe('unitPrice');
    expect(fieldOfHeading('Unit price, SEK')).toBe('unitPrice');
    expect(fieldOfHeading('KOSTNADSSLAG')).toBe('category');
    expect(fieldOfHeading('Antal timmar')).toBe('quantity');
    expect(fieldOfHeading('Work package')).toBe('workPackage');
    expect(fieldOfHeading('Reference')).toBe(null);
    expect(plainWords(`${'('.repeat(5000)}Antal`)).toBe('');
  });

  test('EX1 a person’s name and pay are proposed for nothing: they are the partner’s own', () => {
    for (const heading of ['Namn', 'Name', 'Månadslön', 'Monthly salary', 'Personnummer']) {
      expect(fieldOfHeading(heading), heading).toBe(null);
    }
  });

  test('EX1 are found below titles, each field once, with the currency that the price names', () => {
    const sheet = sheetOf(
      ['Budget 2027'],
      ['Total', { n: '12' }],
      ['Kategori', 'Beskrivning', 'Antal', 'Pris (SEK)', 'Antal'],
      ['Resor', 'Tåg', { n: '2' }, { n: '950' }, null],
    );
    expect(proposeColumns(sheet)).toEqual({
      headingRow: 3,
      fields: ['category', 'description', 'quantity', 'unitPrice', null],
      currency: 'SEK',
    });
    expect(proposeSheet([sheetOf(['Read me']), sheet])).toBe(1);
    expect(proposeSheet([sheetOf(), sheetOf(['x'])])).toBe(1);
    expect(proposeSheet([])).toBe(0);
  });

  test('EX1 without headings nothing is proposed', () => {
    const sheet = sheetOf(['Tåg', { n: '2' }, { n: '950' }], ['Price of what?', null]);
    expect(proposeColumns(sheet)).toEqual({ headingRow: null, fields: [], currency: null });
  });
});

describe('rows', () => {
  test('EX2 are lines, with what their category, unit and currency say', () => {
    const sheet = sheetOf(
      swedish,
      ['Löner', 'Projektledare', '', '1 376 h', '', '455,50 kr', ''],
      [{ n: '4' }, null, null, null, null, null, null],
      ['Extern expertis', 'Jurist', 'Avtal', { n: '1' }, 'st', { n: '4000' }, { n: '4000' }],
      ['Intäkter', '', 'Avgifter', '', '', '-500', ''],
    );
    const lines = read(sheet).filter((row) => row.state === 'line');
    expect(lines.map(({ line }) => line)).toMatchObject([
      {
        ...{ category: 'STAFF', functionTitle: 'Projektledare', quantity: '1376', unit: 'h' },
        ...{ unitPriceMinor: '45550', currency: 'SEK', period: null, workPackage: null },
      },
      {
        ...{ category: 'EXTERNAL', functionTitle: '', description: 'Jurist: Avtal' },
        ...{ quantity: '1', unit: 'st', unitPriceMinor: '400000', currency: 'EUR' },
      },
      { category: 'REVENUE', description: 'Avgifter', quantity: '1', unitPriceMinor: '-50000' },
    ]);
    expect([...sumByCurrency(read(sheet))]).toEqual([
      ['SEK', 62676800n],
      ['EUR', 350000n],
    ]);
  });

  test('EX2 that head, sum up or explain are no lines; a heading gives its category to those below', () => {
    const sheet = sheetOf(
      ['Beskrivning', 'Antal', 'Pris'],
      ['1. Resor och logi'],
      ['Tåg', '2', '100'],
      ['Delsumma', '', ''],
      ['Övriga kostnader'],
      ['Vad?', '1', '5'],
      ['Se bilaga 3'],
    );
    expect(read(sheet).map((row) => (row.state === 'skipped' ? row.why : row.state))).toEqual([
      ...['heading', 'line', 'total', 'heading', 'faulty', 'words'],
    ]);
    expect(faultsOf(sheet)).toEqual(['6 category no_category']);
    expect(isTotal('Summa kostnader')).toBe(true);
    expect(isTotal('Summary of travel')).toBe(false);
  });

  test('EX2 a category merged over its rows holds for each of them', () => {
    const sheet = sheetOf(
      ['Kategori', 'Beskrivning', 'Belopp'],
      ['Utrustning', 'Kamera', { n: '100' }],
      [null, 'Stativ', { n: '50' }],
      [null, 'Väska', { n: '20' }],
    );
    sheet.merged.push({ rows: [2, 3], columns: [0, 0] });
    expect(faultsOf(sheet)).toEqual(['4 category no_category']);
    expect(faultsOf(sheet, { category: 'TRAVEL' })).toEqual([]);
  });

  test('EX2 that break a rule say every reason, at its column', () => {
    const headings = [
      'Kategori',
      'Beskrivning',
      'Antal',
      'Pris',
      'Valuta',
      'Period',
      'Arbetspaket',
    ];
    const sheet = sheetOf(
      headings,
      ['Blommor', 'a', '-3', '1,234', 'USD', '9', 'Okänt'],
      ['Kontor', 'a', { n: '-1' }, { d: '2027-03-01' }, 'NOK', 'alla', 'PILOT'],
      ['Resor', 'x'.repeat(501), { b: true }, { e: '#DIV/0!' }, '', '2', 'Pilot'],
      ['Resor', 'a', { e: 'no_value' }, '-5', 'EUR', '', ''],
      ['Intäkt', 'a', '1', '5', '', '', ''],
      ['Resor', 'a', '1', '', '', '', ''],
      ['Resor', 'a', '1', '99999999999999999', '', '', ''],
      ['Klumpsumma', 'a', '1', '5,123', '', '', ''],
    );
    expect(faultsOf(sheet, { categories: ['STAFF', 'TRAVEL', 'REVENUE'] })).toEqual([
      ...[
        '2 category unknown_category',
        '2 currency unknown_currency',
        '2 quantity negative_quantity',
      ],
      ...['2 unitPrice ambiguous', '2 period period_range'],
      ...[
        '3 category office_flat_only',
        '3 currency unknown_currency',
        '3 quantity negative_quantity',
      ],
      '3 unitPrice is_date',
      ...['4 description too_long', '4 quantity not_a_number', '4 unitPrice is_error'],
      ...['5 quantity no_value', '5 unitPrice negative', '6 unitPrice revenue_positive'],
      ...['7 unitPrice empty', '8 unitPrice too_large'],
      ...['9 category category_not_offered', '9 unitPrice ambiguous'],
    ]);
    expect(faultsOf(sheetOf(headings, ['Resor', 'a', '1', '5 kr']), { exchange: null })).toEqual([
      '2 unitPrice no_exchange',
    ]);
  });

  test('EX2 whose work package nobody planned stand without it, and that is said', () => {
    const sheet = sheetOf(
      ['Kategori', 'Belopp', 'Arbetspaket'],
      ['Resor', '5', 'PILOT'],
      ['Resor', '5', 'Okänt'],
    );
    expect(read(sheet)).toMatchObject([
      { line: { workPackage: 'wp-1' }, notes: [] },
      { line: { workPackage: null }, notes: [{ note: 'work_package_left_out', text: 'Okänt' }] },
    ]);
  });

  test('EX2 a line of staff is with on-costs, or rises, where the file says yes', () => {
    const sheet = sheetOf(
      ['Kategori', 'Antal', 'Pris', 'Lönekostnadspåslag', 'Uppräkning', 'Belopp'],
      ['Löner', '2', '10', 'ja', { b: true }, '25'],
      ['Löner', '2', '10', 'nej', '', '20'],
      ['Resor', '2', '10', 'ja', 'x', '20'],
    );
    const lines = read(sheet);
    expect(lines).toMatchObject([{ line: { onCosts: true, uprated: true }, notes: [] }, {}, {}]);
    for (const one of lines.slice(1)) {
      expect(one.state === 'line' && Object.keys(one.line)).not.toContain('onCosts');
    }
  });

  test('EX2 plain numbers of a heading-less file are lines once the columns are chosen', () => {
    const sheet = sheetOf(['Train', { n: '2' }, { n: '950' }], ['Bus', { n: '1' }, { n: '20' }]);
    const plan = {
      headingRow: null,
      fields: ['description', 'quantity', 'unitPrice'],
      currency: null,
    };
    const rows = read(sheet, { plan: plan as ImportSetting['plan'], category: 'TRAVEL' });
    expect(rows.map(({ state }) => state)).toEqual(['line', 'line']);
  });
});

describe('numbers', () => {
  test.each([
    [[['Kostnadsslag', 'Beskrivning', 'Belopp (tkr)']], '2 amount in_thousands'],
    [[['Category', 'Item', 'Price, k€']], '2 unitPrice in_thousands'],
    [[['Category', 'Item', 'Amount (EUR thousand)']], '2 amount in_thousands'],
    [[['Budget, mnkr'], ['Kostnadsslag', 'Post', 'Antal', 'À-pris']], '3 unitPrice in_thousands'],
  ])(
    'EX7 of a column that counts in thousands are never taken as they stand: %j',
    (head, fault) => {
      const cells = (head.at(-1) ?? []).map((_, at) => ['Resor', 'Tåg'][at] ?? { n: '12.5' });
      expect(faultsOf(sheetOf(...head, cells), { style: 'en' })).toEqual([fault]);
    },
  );

  test('EX7 a sum in thousands beside a price in kronor does no harm, nor do words about thousands', () => {
    const sheet = sheetOf(
      ['Tusentals jobb, högst 100’000 kronor'],
      ['Kostnadsslag', 'Post', 'À-pris, SEK', 'Summa, tkr'],
      ['Resor', 'Tåg', { n: '12500' }, { n: '12.5' }],
    );
    expect(read(sheet)).toMatchObject([
      { state: 'line', line: { unitPriceMinor: '1250000', currency: 'SEK' } },
    ]);
  });

  test('EX3 a number cell is taken as it is shown, to the cent, and that is said', () => {
    const sheet = sheetOf(
      ['Kategori', 'Antal', 'Pris', 'Belopp'],
      ['Resor', { n: '3' }, { n: '296.511627906977' }, { n: '889.534883720931' }],
      ['Resor', { n: '0.33335' }, { n: '0.005' }, null],
      ['Resor', { n: '1' }, { n: '1234.567' }, null],
    );
    expect(read(sheet)).toMatchObject([
      { line: { unitPriceMinor: '29651' }, notes: [{ field: 'unitPrice', note: 'rounded' }] },
      { line: { quantity: '0.3334', unitPriceMinor: '1' } },
      { line: { unitPriceMinor: '123457' } },
    ]);
  });

  test('EX3 an amount without a price gives its price, or stands as one', () => {
    const sheet = sheetOf(
      ['Kategori', 'Antal', 'Belopp'],
      ['Resor', '', '100,50'],
      ['Resor', '4', '100'],
      ['Resor', '3', '100'],
      ['Resor', '0', '100'],
    );
    expect(read(sheet)).toMatchObject([
      { line: { quantity: '1', unitPriceMinor: '10050' }, notes: [] },
      { line: { quantity: '4', unitPriceMinor: '2500' }, notes: [] },
      { line: { quantity: '1', unitPriceMinor: '10000' }, notes: [{ note: 'amount_as_one' }] },
      { line: { quantity: '1', unitPriceMinor: '10000' }, notes: [{ note: 'amount_as_one' }] },
    ]);
  });

  test('EX3 an amount that is not what quantity and price make is said, beyond the last cent', () => {
    const sheet = sheetOf(
      ['Kategori', 'Antal', 'Pris', 'Belopp'],
      ['Resor', '3', '0,33', '1,00'],
      ['Resor', '3', '0,33', '1'],
      ['Resor', '3', '10', '30,01'],
      ['Resor', '3', '10', 'se ovan'],
    );
    expect(read(sheet)).toMatchObject([
      { notes: [] },
      { notes: [] },
      { notes: [] },
      { state: 'line', notes: [] },
    ]);
    const far = sheetOf(['Kategori', 'Antal', 'Pris', 'Belopp'], ['Resor', '3', '10', '300']);
    expect(read(far)).toMatchObject([{ notes: [{ note: 'amount_differs', text: '30000' }] }]);
  });
});

test('EX8 of a file of the whole project only this partner’s rows are taken, whatever it calls itself', () => {
  const partners = [
    { id: 'a', names: ['Smart Textiles', 'Smart Textiles, Borås'] },
    { id: 'b', names: ['Mobile Heights', 'Delat namn'] },
    { id: 'c', names: ['Delat namn', ''] },
  ];
  const rows = ['SMART  textiles', 'Vi själva', '', 'Mobile Heights', 'Delat namn'].map((name) => {
    return [name, 'Resor', 'Tåg', { n: '1' }, { n: '10' }];
  });
  const heading = ['Partner', 'Kostnadsslag', 'Beskrivning', 'Antal', 'À-pris'];
  const states = (partnerId: string) =>
    read(sheetOf(heading, ...rows), { others: othersNames(partners, partnerId) }).map((row) =>
      row.state === 'skipped' ? row.why : row.state,
    );
  expect(states('a')).toEqual(['line', 'line', 'line', 'other_partner', 'other_partner']);
  expect(states('b')).toEqual(['other_partner', 'line', 'line', 'line', 'line']);
});

describe('words', () => {
  test('EX2 categories have many names', () => {
    const names = {
      STAFF: ['Personal', 'Personalkostnader', 'Löner', 'Lön', 'Staff costs', 'STAFF', 'Salaries'],
      TRAVEL: ['Resor och logi', 'Travel and accommodation', 'b) Resor'],
      OFFICE: ['Kontor och administration', 'Overhead', 'Indirekta kostnader'],
      EXTERNAL: [
        'Externa tjänster',
        'Köpta tjänster',
        'External expertise and services',
        'Konsulter',
      ],
      EQUIPMENT: ['2.3 Utrustning', 'Investeringar, materiel och lokaler'],
      INFRA: ['Infrastruktur och byggnation', 'Lokaler'],
      LUMP: ['Klumpsumma', 'Lump sum'],
      UNIT: ['Enhetskostnader', 'Unit costs', 'UNIT'],
      REVENUE: ['Projektintäkter', 'Intäkter', 'Revenue'],
      OTHER_FLAT: ['Övriga kostnader', 'All other costs', 'OTHER_FLAT'],
    };
    for (const [category, texts] of Object.entries(names)) {
      for (const text of texts) expect(categoryOf(text), text).toBe(category);
    }
    expect(categoryOf('Blommor')).toBe(null);
    expect(currencyIn('12 kronor')).toBe('SEK');
    expect(currencyIn('krona på verket')).toBe(null);
  });

  test('EX4 what would be a formula is guarded in a CSV, and comes back as it was', () => {
    const texts = [
      '=1+1',
      '+46 70',
      '-',
      '@SUM(A1)',
      '\tx',
      '\rx',
      '＝1',
      "'=1",
      ...['Tåg;=1+1', 'Tåg, buss,"=1+1', 'a|@x', "a,'=1", '50,- kr', ' =1', '"\t=1', ';;=', "'"],
      'plain',
      "'quoted'",
    ];
    for (const text of texts) {
      expect(guarded(text)).not.toMatch(/^[\t\r]|(^|[;,|\t\r\n])["\s]*[=+\-@＝]/);
      expect(textOf(guarded(text)), text).toBe(text.replace(/[\t\r]/g, ' ').trim());
    }
    expect(guarded('=1+1')).toBe("'=1+1");
    expect(guarded('plain')).toBe('plain');
  });

  test('EX4 cells are named as spreadsheets name them', () => {
    expect([
      cellName(0, 1),
      cellName(25, 2),
      cellName(26, 3),
      cellName(701, 4),
      cellName(702, 5),
    ]).toEqual([...['A1', 'Z2', 'AA3', 'ZZ4', 'AAA5']]);
  });
});
