import type { FlatRateKind } from '../../call/call.ts';
import { type BasisPoints, type Minor, toMinor } from '../../money/money.ts';
import { type BudgetLine, emptyBudgetSheet } from '../budget-sheet.ts';
import type { PartnerSheets } from '../compute-budget.ts';
import { type Calculation, calculationOf } from '../compute-partner.ts';
import type { MoneyRules } from '../terms.ts';
import { type BudgetCube, type CubeCategory, cubeCategories } from './cube.ts';
import { linesBehind, type Slice, totalOf } from './roll-up.ts';

/** What a number is made of: a line, or what a flat rate adds beside the lines. */
export type Behind = { partnerId: string; amount: Minor } & (
  | { kind: 'line'; line: BudgetLine }
  | { kind: 'flat'; category: CubeCategory; rate: FlatRateKind; rateBp: BasisPoints }
);

/** MO13: everything behind a number of the roll-up, partner by partner; it sums to the number. */
export function drillDown(
  rules: MoneyRules,
  cube: BudgetCube,
  partners: readonly PartnerSheets[],
  where: Slice,
): Behind[] {
  return partners
    .filter(({ id }) => where.partner === undefined || where.partner === id)
    .flatMap((partner) => behindPartner(rules, cube, partner, where));
}

function behindPartner(
  rules: MoneyRules,
  cube: BudgetCube,
  partner: PartnerSheets,
  where: Slice,
): Behind[] {
  const { id: partnerId, budget = emptyBudgetSheet } = partner;
  const lines = new Map(budget.lines.map((line) => [line.id, line]));
  const parts = linesBehind(rules, partner, where);
  const found: Behind[] = parts.flatMap(({ lineId, amount }) => {
    const line = lines.get(lineId);
    return line ? [{ kind: 'line', partnerId, line, amount }] : [];
  });
  const { rates } = calculationOf(rules, { id: partnerId, flat: budget.flat, model: budget.model });
  for (const category of cubeCategories) {
    if (where.category !== undefined && where.category !== category) continue;
    let left: bigint = totalOf(cube, { ...where, partner: partnerId, category });
    for (const { lineId, amount } of parts) {
      if (lines.get(lineId)?.category === category) left -= amount;
    }
    const rate = flatRateOf(category, rates);
    if (left === 0n || !rate) continue;
    const rateBp = rates[rate] ?? 0;
    found.push({ kind: 'flat', partnerId, category, rate, rateBp, amount: toMinor(left) });
  }
  return found;
}

function flatRateOf(category: CubeCategory, rates: Calculation['rates']): FlatRateKind | null {
  const kinds: Partial<Record<CubeCategory, readonly FlatRateKind[]>> = {
    STAFF: ['staffOnDirect'],
    TRAVEL: ['travelOnStaff'],
    OFFICE: ['officeOnStaff', 'officeOnDirect'],
    OTHER_FLAT: ['otherOnStaff'],
  };
  return kinds[category]?.find((kind) => rates[kind]) ?? null;
}
