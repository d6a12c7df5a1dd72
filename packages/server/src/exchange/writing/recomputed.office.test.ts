import { execFile } from 'node:child_process';
import { mkdtemp, readFile as readBytes, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ImportedSheet } from '@samspel/domain/exchange/imported-file';
import type { Application } from '@samspel/domain/proposal/application';
import { sampleApplication } from '@samspel/domain/proposal/application.fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFile } from '../reading/read-file.ts';
import type { Cell, Workbook } from '../xlsx/workbook.ts';
import { writeWorkbook } from '../xlsx/write-workbook.ts';
import { budgetCsv } from './budget-csv.ts';
import { budgetWorkbook } from './budget-workbook.ts';
import { randomApplication, sourceOf } from './random-budget.fixture.ts';

// LibreOffice computes what we wrote: a program that shares nothing with ours, given no value to copy.
const office = process.env.SAMSPEL_TEST_SOFFICE ?? 'soffice';
const run = promisify(execFile);
let folder: string;

async function computed(workbooks: readonly Workbook[]): Promise<ImportedSheet[][]> {
  const files = workbooks.map((_, at) => path.join(folder, `${at}.xlsx`));
  for (const [at, workbook] of workbooks.entries()) {
    await writeFile(files[at] ?? '', writeWorkbook(workbook, { values: false }));
  }
  await run(office, [
    ...['--headless', `-env:UserInstallation=file://${folder}/profile`],
    ...['--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', `${folder}/out`, ...files],
  ]);
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readBytes(path.join(folder, 'out', path.basename(file)));
      return readFile(bytes).sheets;
    }),
  );
}

const shownAt = (sheet: ImportedSheet | undefined, row: number, column: number) => {
  const cell = sheet?.rows.find((one) => one.row === row)?.cells[column] ?? null;
  return cell !== null && typeof cell === 'object' && 'n' in cell ? Number(cell.n) : cell;
};

/** Every formula whose computed value is not the one that stands beside it. */
function differences(workbook: Workbook | undefined, sheets: ImportedSheet[] = []): string[] {
  const found: string[] = [];
  for (const { name, rows } of workbook?.sheets ?? []) {
    const sheet = sheets.find((one) => one.name === name);
    rows.forEach((cells, row) => {
      cells.forEach((cell: Cell | null, column) => {
        if (!cell?.formula) return;
        const value = shownAt(sheet, row + 1, column);
        if (value !== Number(cell.number)) {
          found.push(
            `${name} row ${row + 1} column ${column}: ${value} for ${cell.number} by ${cell.formula}`,
          );
        }
      });
    });
  }
  return found;
}

const formulasOf = ({ sheets }: Workbook) =>
  sheets.flatMap(({ rows }) => rows.flat()).filter((cell) => cell?.formula).length;

const application = (change: (one: Application) => void = () => {}): Application => {
  const sample = sampleApplication();
  change(sample);
  return sample;
};

// Products just below a cent, where binary fractions fall on the wrong side.
const narrow = application(({ budgets }) => {
  const first = budgets.A?.lines[0];
  if (!first) throw new Error('no line');
  const pairs = ['1.15 10000', '0.29 10000', '4.35 10000', '1.005 100000', '0.0001 99999999'];
  budgets.A = {
    flat: {},
    lines: [...pairs, '8.41 1', '1234.5678 29651', '1720 29651'].map((pair, at) => {
      const [quantity = '', unitPriceMinor = ''] = pair.split(' ');
      const currency = at % 2 === 0 ? 'EUR' : 'SEK';
      return { ...first, id: `x${at}`, quantity, unitPriceMinor, currency };
    }),
  };
});

const seeds = Array.from({ length: 2 }, (_, at) => at + 1);
const workbooks = [
  budgetWorkbook(sourceOf(application(), { language: 'en' })),
  budgetWorkbook(sourceOf(narrow)),
  ...seeds.map((seed) => budgetWorkbook(sourceOf(randomApplication(seed, 25)))),
];
let results: ImportedSheet[][];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samspel-office-'));
  results = await computed(workbooks);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('formulas give what stands beside them', () => {
  test('MO9 in the worked example', () => {
    expect(differences(workbooks[0], results[0])).toEqual([]);
    const funding = results[0]?.[0]?.rows.find(({ cells }) => cells[0] === 'EU support');
    expect(funding?.cells.slice(1)).toEqual([
      { n: '105666.66' },
      { n: '69135.8' },
      { n: '49412.61' },
      { n: '224215.07' },
    ]);
  });

  test('MO1 where quantity times price is just below a cent', () => {
    expect(differences(workbooks[1], results[1])).toEqual([]);
  });

  test('MO3 MO9 in random budgets, in every combination of flat rates, currencies and sources', () => {
    const wrong = seeds.flatMap((seed, at) =>
      differences(workbooks[at + 2], results[at + 2]).map((one) => `seed ${seed}: ${one}`),
    );
    expect(wrong).toEqual([]);
    expect(workbooks.reduce((sum, one) => sum + formulasOf(one), 0)).toBeGreaterThan(2000);
  });
});

// 59 is the semicolon, and so on: whatever separator the program of somebody's language takes a CSV by.
test.each([59, 44, 9, 124])(
  'EX4 nothing is computed of a CSV, read by its own separator or by %i',
  async (code) => {
    const hostile = [
      '=1+1',
      'a\n=1+1',
      'a;=1+1',
      'a,=1+1',
      'a\t=1+1',
      'a|=1+1',
      'a;"=1+1',
      'a, "" =1+1',
    ];
    const sheet = application(({ budgets }) => {
      const [first] = budgets.A?.lines ?? [];
      if (!first) throw new Error('no line');
      const lines = hostile.map((text, at) => ({
        ...first,
        id: `h${at}`,
        description: text,
        note: text,
      }));
      budgets.A = { flat: {}, lines };
    });
    const names = (['sv', 'en'] as const).map((language) => ({
      language,
      file: `${code}${language}`,
    }));
    for (const { language, file } of names) {
      await writeFile(path.join(folder, `${file}.csv`), budgetCsv(sourceOf(sheet, { language })));
    }
    await run(office, [
      ...[
        '--headless',
        `-env:UserInstallation=file://${folder}/profile`,
        `--infilter=CSV:${code},34,76,1`,
      ],
      ...['--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', `${folder}/out`],
      ...names.map(({ file }) => path.join(folder, `${file}.csv`)),
    ]);
    for (const { file } of names) {
      const { sheets } = readFile(await readBytes(path.join(folder, 'out', `${file}.xlsx`)));
      expect(sheets[0]?.rows.length).toBeGreaterThan(hostile.length);
      expect(sheets[0]?.notes).toEqual([]);
    }
  },
);
