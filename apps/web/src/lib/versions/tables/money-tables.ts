import { readBudget } from '@samspel/documents/budget-document';
import { readCofunding } from '@samspel/documents/cofunding-document';
import type { PartnerBudget } from '@samspel/domain/budget/budget-result';
import {
  type BudgetLine,
  type BudgetSheet,
  emptyBudgetSheet,
} from '@samspel/domain/budget/budget-sheet';
import { computePartner } from '@samspel/domain/budget/compute-partner';
import { countsUnder } from '@samspel/domain/budget/cost-models';
import { amountOf } from '@samspel/domain/budget/line-money';
import { openMoneyRules } from '@samspel/domain/budget/rules-of';
import type { MoneyRules } from '@samspel/domain/budget/terms';
import {
  type CofundingSheet,
  emptyCofundingSheet,
} from '@samspel/domain/cofunding/cofunding-sheet';
import { termsOf } from '@samspel/domain/cofunding/split-sources';
import { sumMinor } from '@samspel/domain/money/money';
import type * as Y from 'yjs';
import { cellText, namesIn } from '#lib/collab/cell-text.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { formatMoney, formatNumber, formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { categoryName, flatRateName } from '#lib/proposal/finding-text.ts';
import { columnsOf, type PastRow, type PastTable } from './past-table.ts';

interface Sheets {
  budget?: BudgetSheet | undefined;
  cofunding?: CofundingSheet | undefined;
}

const rulesOf = openMoneyRules();

function rulesNow({ application: { call, proposal, workplan } }: Workspace): MoneyRules {
  return rulesOf(call, proposal.months, workplan?.packages);
}

/** Both by today's rules, and what the version says beside what the partner's other document says today. */
function thenAndNow(workspace: Workspace, id: string, past: Sheets) {
  const rules = rulesNow(workspace);
  const present: Sheets = {
    budget: workspace.readings.budget.get(id)?.sheet,
    cofunding: workspace.readings.cofunding.get(id)?.sheet,
  };
  const compute = ({ budget = emptyBudgetSheet, cofunding = emptyCofundingSheet }: Sheets) =>
    computePartner(rules, { id, ...budget, sources: termsOf(cofunding.sources) });
  return { was: compute({ ...present, ...past }), now: compute(present) };
}

export function budgetTable(workspace: Workspace, id: string, past: Y.Doc): PastTable {
  const { sheet } = readBudget(past, id);
  const { was, now } = thenAndNow(workspace, id, { budget: sheet });
  const sum = (label: string, of: 'total' | 'eu' | 'own') => ({
    ...{ label, was: was[of], now: now[of] },
  });
  return {
    columns: columnsOf([
      [m.budget_column_description()],
      [m.budget_category()],
      [`${m.budget_column_quantity()} × ${m.budget_column_unit_price_minor()}`, 'end'],
      [m.budget_column_total({ currency: workspace.view.call.currency }), 'end'],
    ]),
    rows: [...lineRows(rulesNow(workspace), sheet), ...rateRows(sheet)],
    sums: [
      sum(m.budget_total(), 'total'),
      sum(m.budget_eu_short(), 'eu'),
      sum(m.budget_own(), 'own'),
    ],
  };
}

function lineRows(rules: MoneyRules, { lines, model }: BudgetSheet): PastRow[] {
  return lines.map((line) => ({
    id: line.id,
    cells: [
      [line.description, line.functionTitle].filter(Boolean).join(' · ') || m.budget_unnamed_line(),
      categoryName(line.category),
      `${formatNumber(Number(line.quantity), 4)} ${line.unit} × ${priceOf(line)}`,
      countsUnder(model, line.category) ? formatMoney(amountOf(rules, line)) : null,
    ],
  }));
}

const priceOf = ({ unitPriceMinor, currency }: BudgetLine) =>
  formatMoney(unitPriceMinor, { currency });

function rateRows({ flat }: BudgetSheet): PastRow[] {
  return Object.entries(flat).map(([kind, rate]) => ({
    id: `flat/${kind}`,
    cells: [flatRateName(kind), null, formatRate(rate), null],
  }));
}

export function sourceTable(workspace: Workspace, id: string, past: Y.Doc): PastTable {
  const { sheet } = readCofunding(past, id);
  const { was, now } = thenAndNow(workspace, id, { cofunding: sheet });
  const shares = new Map(was.sources.map((share) => [share.id, share.amount]));
  const nameOf = namesIn(workspace.partners);
  const total = ({ sources }: PartnerBudget) => sumMinor(sources.map(({ amount }) => amount));
  return {
    columns: columnsOf([
      [m.cofunding_column_funder_name()],
      [m.cofunding_column_status()],
      [m.cofunding_column_form()],
      [m.cofunding_column_amount_minor(), 'end'],
    ]),
    rows: sheet.sources.map((source) => ({
      id: source.id,
      cells: [
        source.funderName || m.cofunding_unnamed(),
        cellText('status', source.status, nameOf),
        cellText('form', source.form, nameOf),
        formatMoney(shares.get(source.id)),
      ],
    })),
    sums: [{ label: m.versions_sum_sources(), was: total(was), now: total(now) }],
  };
}
