import { costCategories } from '@samspel/domain/budget/budget-sheet';
import { categoryOf } from '@samspel/domain/exchange/heading-words';
import { readImportedLines } from '@samspel/domain/exchange/import-lines';
import { calculationIn } from '@samspel/domain/exchange/imported-calculation';
import type { ImportedFile } from '@samspel/domain/exchange/imported-file';
import { proposeColumns, proposeSheet } from '@samspel/domain/exchange/propose-columns';
import type { Language } from '@samspel/domain/person/person-view';
import { sampleApplication } from '@samspel/domain/proposal/application.fixture';
import { describe, expect, test } from 'vitest';
import { labelsOf } from '../../pdf/labels.ts';
import { readFile } from '../reading/read-file.ts';
import { openArchive } from '../reading/unzip.ts';
import { onSheet, sheetNames, type Workbook } from '../xlsx/workbook.ts';
import { writeWorkbook } from '../xlsx/write-workbook.ts';
import { budgetCsv } from './budget-csv.ts';
import { exportedBudget, moneyOf } from './budget-source.ts';
import { budgetWorkbook } from './budget-workbook.ts';
import { exchangeLabels } from './labels.ts';
import { randomApplication, sourceOf } from './random-budget.fixture.ts';

const one = (text: string): Workbook => ({
  title: text,
  language: 'sv',
  sheets: [
    {
      name: 'Budget',
      columns: [20],
      rows: [[{ text }], [{ number: '296.51', formula: '1+1', as: 'amount EUR' }]],
      frozen: { rows: 1, columns: 0 },
    },
  ],
});

const sheetXml = (bytes: Buffer) =>
  openArchive(bytes).read('xl/worksheets/sheet1.xml')?.toString('utf8') ?? '';

describe('a workbook', () => {
  test('holds text as text, whatever it begins with, also when somebody edits it', () => {
    for (const text of ['=1+1', '+46', '-1', '@x', '\t=1', '=cmd|/c calc!A1']) {
      const bytes = writeWorkbook(one(text));
      const xml = sheetXml(bytes);
      expect(xml).toContain('t="inlineStr"');
      expect(xml.match(/<f>/g)).toHaveLength(1);
      const style = /<c r="A1" s="(\d+)"/.exec(xml)?.[1] ?? '';
      const styles = openArchive(bytes).read('xl/styles.xml')?.toString('utf8') ?? '';
      const cells = styles.slice(styles.indexOf('<cellXfs'));
      expect(cells.split('<xf ')[Number(style) + 1]).toContain('quotePrefix="1"');
      expect(readFile(bytes).sheets[0]?.rows[0]?.cells).toEqual([text]);
    }
  });

  test('holds every character, and nothing that a text says is markup', () => {
    const text = 'a<b>&"c" \u0007 _x000D_ \ud83d\ude00 \ud83d å\n]]>';
    const read = readFile(writeWorkbook(one(text))).sheets[0]?.rows[0]?.cells[0];
    expect(read).toBe(text.toWellFormed());
  });

  test('holds numbers as they are, with the formula beside them', () => {
    const bytes = writeWorkbook(one('x'));
    expect(sheetXml(bytes)).toContain('<f>1+1</f><v>296.51</v>');
    expect(sheetXml(writeWorkbook(one('x'), { values: false }))).toContain('<f>1+1</f></c>');
    expect(sheetXml(bytes)).toContain('state="frozen"');
    expect(writeWorkbook(one('x')).equals(bytes)).toBe(true);
  });

  test('has sheets by names that every program takes, all different', () => {
    const long = 'Region Västernorrlands innovationskluster';
    expect(
      sheetNames([long, long.toUpperCase(), "a/b:c'", "''", 'Historik', '😀'.repeat(20)]),
    ).toEqual([
      'Region Västernorrlands innovati',
      'REGION VÄSTERNORRLANDS INNO (2)',
      'a b c',
      '–',
      'Historik (2)',
      '😀'.repeat(15),
    ]);
    expect(onSheet("Lund's", 'B2')).toBe("'Lund''s'!B2");
  });
});

/** The lines of a partner as a file brings them back. */
function broughtBack(file: ImportedFile, language: Language, sheet = proposeSheet(file.sheets)) {
  const chosen = file.sheets[sheet]!;
  return readImportedLines(chosen, {
    plan: proposeColumns(chosen),
    style: language,
    category: null,
    categories: costCategories,
    currency: 'EUR',
    exchange: 'SEK',
    periods: 4,
    workPackages: new Map(),
    others: new Set(),
  });
}

/** A budget as people enter it, with nothing that a file has no column for. */
function plainBudget(seed: number, language: Language) {
  const application = randomApplication(seed);
  const id = 'p0';
  const lines = (application.budgets[id]?.lines ?? [])
    // Office lines never come back: they count nothing, and the rules say why.
    .filter(({ category }) => category !== 'OFFICE')
    .map(({ uprated, onCosts, ...line }) => {
      const staff = line.category === 'STAFF';
      const magnitude = line.unitPriceMinor.replace('-', '');
      const negative = line.category === 'REVENUE' && magnitude !== '0';
      return {
        ...line,
        unitPriceMinor: negative ? `-${magnitude}` : magnitude,
        // Only staff has pay that grows.
        ...(staff && onCosts && { onCosts }),
        ...(staff && uprated && { uprated }),
      };
    });
  application.budgets[id] = { ...(application.budgets[id] ?? { flat: {} }), lines };
  const source = sourceOf(application, { language, partners: [id] });
  const expected = exportedBudget(source, id).lines.map(({ line: { id: _, ...line } }) => ({
    ...line,
    // A line is one line: what breaks it comes back as a space.
    description: broken(line.category === 'STAFF' ? line.description : joined(line)),
    functionTitle: line.category === 'STAFF' ? broken(line.functionTitle) : '',
  }));
  return { source, expected, money: moneyOf(source, id) };
}

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);

describe.each(['sv', 'en'] as const)('a budget in %s', (language) => {
  const budgets = seeds.map((seed) => plainBudget(seed, language)).filter((one) => one.expected[0]);

  test('as a workbook comes back line by line', () => {
    expect(budgets.length).toBeGreaterThan(10);
    for (const { source, expected } of budgets) {
      const rows = broughtBack(readFile(writeWorkbook(budgetWorkbook(source))), language);
      expect(rows.filter(({ state }) => state === 'faulty')).toEqual([]);
      expect(rows.flatMap((row) => (row.state === 'line' ? [row.line] : []))).toEqual(expected);
      expect(rows.flatMap((row) => (row.state === 'line' ? row.notes : []))).toEqual([]);
    }
  });

  test('says what is noted at cells behind the names of their columns', () => {
    const { source } = structuredClone(budgets[0]!);
    const [line] = source.document.budgets[source.partners[0]!]?.lines ?? [];
    Object.assign(line!, { note: 'all', cellNotes: { quantity: 'x', q2: 'y' } });
    const quantity = language === 'sv' ? 'Antal' : 'Quantity';
    expect(budgetCsv(source).toString()).toContain(`all · ${quantity}: x · Period 2: y`);
  });

  test.each([true, false])('as text comes back line by line, with a mark: %s', (bom) => {
    for (const { source, expected } of budgets) {
      const bytes = budgetCsv(source, { bom });
      expect(bytes.subarray(0, 3).toString('hex') === 'efbbbf').toBe(bom);
      const file = readFile(bytes);
      expect(file.text).toEqual({ encoding: 'utf-8', separator: language === 'sv' ? ';' : ',' });
      const rows = broughtBack(file, language);
      expect(rows.filter(({ state }) => state === 'faulty')).toEqual([]);
      expect(rows.flatMap((row) => (row.state === 'line' ? [row.line] : []))).toEqual(expected);
    }
  });

  test('as text has no cell that a spreadsheet would compute, and its last column sums to the total', () => {
    for (const { source, money } of budgets) {
      let sum = 0n;
      for (const { row, cells } of readFile(budgetCsv(source)).sheets[0]?.rows ?? []) {
        cells.forEach((cell, column) => {
          // Numbers have their minus; texts have no sign in front.
          if (![5, 7, 15, 16].includes(column))
            expect(String(cell ?? '')).not.toMatch(/^[=+\-@\t\r]/);
        });
        if (row > 1) sum += BigInt(String(cells.at(-1)).replace(/[.,]/, ''));
      }
      expect(sum).toBe(BigInt(money.totalMinor));
    }
  });

  test('comes back with its cost model and the flat rates that count, as a workbook and as text', () => {
    let models = 0;
    for (const { source } of budgets) {
      const { rates } = exportedBudget(source, 'p0');
      const flat = Object.fromEntries(Object.entries(rates).filter(([, rate]) => rate > 0));
      const model = source.document.budgets.p0?.model ?? null;
      models += model ? 1 : 0;
      const expected = model || Object.keys(flat).length > 0 ? { model, flat } : null;
      for (const bytes of [writeWorkbook(budgetWorkbook(source)), budgetCsv(source)]) {
        const file = readFile(bytes);
        const sheet = file.sheets[proposeSheet(file.sheets)]!;
        expect(calculationIn(sheet, proposeColumns(sheet), language)).toEqual(expected);
      }
    }
    expect(models).toBeGreaterThan(0);
  });

  test('names every model and every flat rate so that they are known again', () => {
    const { models, model: word, kinds, columns } = exchangeLabels[language];
    const head = [columns.kind, columns.description, columns.quantity, columns.unit];
    const heading = [...head, columns.unitPrice];
    for (const [model, label] of Object.entries(models)) {
      const rows = [{ row: 1, cells: [word, label] }];
      expect(calculationIn({ rows }, proposeColumns({ rows }), language)?.model).toBe(model);
    }
    for (const [kind, label] of Object.entries(labelsOf[language].flatRates)) {
      const rows = [
        { row: 1, cells: heading },
        { row: 2, cells: [kinds.flat, label, { n: '0.15' }] },
      ];
      const read = calculationIn({ rows }, proposeColumns({ rows }), language);
      expect(read?.flat).toEqual({ [kind]: 1500 });
    }
  });

  test('names categories so that they are known again', () => {
    for (const [key, label] of Object.entries(labelsOf[language].categories)) {
      expect(categoryOf(label), label).toBe(key);
    }
  });
});

test('amounts beyond what formulas can do exactly stand as values, and say so', () => {
  const application = sampleApplication();
  const first = application.budgets.A!.lines[0]!;
  application.budgets.A = {
    flat: { officeOnStaff: 1500 },
    lines: [{ ...first, quantity: '999999', unitPriceMinor: '99999999999' }],
  };
  const workbook = budgetWorkbook(sourceOf(application, { language: 'en', partners: ['A'] }));
  const rows = workbook.sheets[0]?.rows ?? [];
  const line = rows.find((cells) => cells[0]?.text === 'Line');
  expect(line?.[10]).toMatchObject({ number: '999998999990000.01', formula: undefined });
  const office = rows.find(
    (cells) => cells[1]?.text === 'Office and administration' && cells[0]?.text === 'Category',
  );
  expect(office?.[11]?.formula).toBe(undefined);
  expect(office?.at(-1)?.text).toBe('Value without a formula');
});

const broken = (text: string) => text.replace(/\s*[\n\t]\s*/g, ' ').trim();
const joined = ({ functionTitle, description }: { functionTitle: string; description: string }) =>
  [broken(functionTitle), broken(description)].filter(Boolean).join(': ');
