import type { FlatRateChoices } from '../budget/budget-sheet.ts';
import type { CostModel, FlatRateKind } from '../call/call.ts';
import type { BasisPoints } from '../money/money.ts';
import type { NumberStyle } from '../money/parse-amount.ts';
import { type ImportField, plainWords } from './heading-words.ts';
import type { ImportedCell, ImportedRow, ImportedSheet } from './imported-file.ts';
import { isOthersRow } from './others-row.ts';
import type { ColumnPlan } from './propose-columns.ts';
import { quantityOfCell, textOf } from './read-cell.ts';

/** How a file says that its budget is calculated, beside its lines. */
export interface ImportedCalculation {
  model: CostModel | null;
  flat: FlatRateChoices;
}

const modelWords: readonly [CostModel, RegExp][] = [
  ['real_cost', /^(actual|real) costs?$|^faktiska kostnader$/],
  ['fifteen_fifteen', /^staff with flat rates for office|^löner med schabloner för kontor/],
  ['staff_and_flat', /^staff with a flat rate for all other|^löner med schablon för alla övriga/],
  ['flat_staff', /^staff as a flat rate$|^personal som schablon$/],
  ['lump_sum', /^lump sum$|^klumpsumma$/],
  ['unit_cost', /^unit costs?$|^enhetskostnad(er)?$/],
];

const flatWords: readonly [FlatRateKind, RegExp][] = [
  ['staffOnDirect', /^(staff on direct|personal på direkta)/],
  ['travelOnStaff', /^(travel on staff|resor på personal)/],
  ['officeOnStaff', /^(office on staff|kontor på personal)/],
  ['officeOnDirect', /^(office on direct|kontor på direkta)/],
  ['otherOnStaff', /^(other costs on staff|övriga kostnader på personal)/],
];

/**
 * EX5: the cost model and the flat rates that a file names, by our own words; null where it names none.
 * A kind that is named with two rates (a file of several partners) is none.
 */
export function calculationIn(
  sheet: Pick<ImportedSheet, 'rows'>,
  plan: ColumnPlan,
  style: NumberStyle,
  others: ReadonlySet<string> = new Set(),
): ImportedCalculation | null {
  const rows = sheet.rows.filter((row) => !isOthersRow(row, plan, others));
  const models = new Set(rows.map(modelIn).filter((model) => model !== null));
  const rates = new Map<FlatRateKind, Set<BasisPoints>>();
  for (const row of rows) {
    const named = flatIn(row, plan, style);
    if (named) rates.set(named.kind, (rates.get(named.kind) ?? new Set()).add(named.rateBp));
  }
  const flat: FlatRateChoices = {};
  for (const [kind, [rate, ...others]] of rates) {
    if (rate !== undefined && others.length === 0) flat[kind] = rate;
  }
  const [only] = models;
  const model = models.size === 1 ? (only ?? null) : null;
  return model === null && Object.keys(flat).length === 0 ? null : { model, flat };
}

/** "Cost model", and in a cell after it which. */
function modelIn({ cells }: ImportedRow): CostModel | null {
  const texts = cells.map((cell) => plainWords(textOf(cell)));
  const at = texts.findIndex((text) => text === 'cost model' || text === 'kostnadsmodell');
  if (at === -1) return null;
  const named = texts.slice(at + 1).find((text) => text !== '') ?? '';
  return modelWords.find(([, words]) => words.test(named))?.[0] ?? null;
}

function flatIn(
  { row, cells }: ImportedRow,
  { fields, headingRow }: ColumnPlan,
  style: NumberStyle,
): { kind: FlatRateKind; rateBp: BasisPoints } | null {
  if (headingRow !== null && row <= headingRow) return null;
  const cell = (field: ImportField): ImportedCell => cells[fields.indexOf(field)] ?? null;
  if (!/^(schablon|flat rate)$/.test(plainWords(textOf(cell('kind'))))) return null;
  const name = plainWords(textOf(cell('description')));
  const kind = flatWords.find(([, words]) => words.test(name))?.[0];
  const read = quantityOfCell(cell('quantity'), style);
  if (!kind || !read.ok) return null;
  // A workbook holds 15 % as 0.15; text says what it counts in.
  const percent = textOf(cell('unit')).includes('%');
  const rateBp = Math.round(Number(read.value) * (percent ? 100 : 10_000));
  // A rate that was refused goes out as 0: what was chosen is not in the file.
  return rateBp > 0 && rateBp <= 10_000 ? { kind, rateBp } : null;
}
