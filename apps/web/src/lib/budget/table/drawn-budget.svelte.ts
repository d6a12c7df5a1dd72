import type { BudgetReading } from '@samspel/documents/budget-document';
import type { PartnerBudget } from '@samspel/domain/budget/budget-result';
import { chosenRates } from '@samspel/domain/budget/cost-models';
import { openBudgetCube } from '@samspel/domain/budget/overview/cube';
import { openMoneyRules } from '@samspel/domain/budget/rules-of';
import type { Finding } from '@samspel/domain/finding';
import type { WorkplanItem } from '@samspel/domain/workplan/workplan-sheet';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';
import { othersIn, type Presence } from '#lib/collab/presence.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { language } from '#lib/kit/i18n.svelte.ts';
import type { CellSetting } from '../cell-shown.ts';
import { type CellMark, findingsByCell, marksOf, voidedLines } from '../grid/cell-findings.ts';
import type { CellContext } from '../grid/cell-input.ts';
import { type CellSpan, cellSpans, shownColumns } from '../grid/columns.ts';
import { followed } from '../grid/followed.svelte.ts';
import {
  amountsByPeriod,
  type GridRow,
  navigationRows,
  openGridRows,
  reachableColumns,
} from '../grid/grid-rows.ts';
import type { GridState } from '../grid/grid-state.svelte.ts';
import { gridView } from '../grid/grid-view.svelte.ts';
import { Keyed } from '../grid/keyed.svelte.ts';
import { cellIn, cellKey } from '../grid/navigation.ts';

/** Each read by itself, so that what is derived of one does not follow the others. */
export interface BudgetGiven {
  readonly reading: BudgetReading;
  readonly budget: PartnerBudget;
  readonly partnerName: string;
  readonly findings: Finding[];
  /** Highest period of the project. */
  readonly periods: number;
  /** On a phone the first column stays in view: it must not swallow its neighbour. */
  readonly narrow: boolean;
  /** Id of the list of work packages in the page. */
  readonly packageList: string;
}

const none: WorkplanItem[] = [];

/**
 * A partner's budget as its table shows it: rows, columns and what stands at single cells. Made while a
 * component is set up.
 */
export class DrawnBudget {
  readonly marks = new Keyed<CellMark>();
  readonly there = new Keyed<Presence>((a, b) => a.personId === b.personId && a.name === b.name);
  readonly tabStop = new Keyed<true>();
  /** Each cell looks at its own alone: there may be thousands of them. */
  readonly forCells;
  readonly #workspace: Workspace;
  readonly #live: LiveDocument;
  readonly #grid: GridState;
  readonly #given: BudgetGiven;
  readonly #draw = openGridRows();
  readonly #rulesOf = openMoneyRules();
  readonly #cubeOf = openBudgetCube();

  constructor(workspace: Workspace, live: LiveDocument, grid: GridState, given: BudgetGiven) {
    this.#workspace = workspace;
    this.#live = live;
    this.#grid = grid;
    this.#given = given;
    this.forCells = {
      writable: followed(() => live.writable),
      context: followed(() => this.context),
      setting: followed(() => this.setting),
      spans: followed(() => this.#spans),
    };
    $effect.pre(() => this.marks.set(marksOf(this.byCell)));
    $effect.pre(() => this.there.set(this.others));
    $effect.pre(() => {
      const stop = grid.active ?? this.home;
      this.tabStop.set(new Map(stop ? [[cellKey(stop), true]] : []));
    });
  }

  readonly call = $derived.by(() => this.#workspace.view.call);
  readonly packages = $derived.by(() => this.#workspace.readings.workplan?.packages ?? none);
  readonly #planned = $derived.by(() =>
    this.#given.reading.sheet.lines.some(({ workPackage }) => workPackage !== null),
  );
  readonly choice = $derived.by(() => gridView.columns(this.#planned));
  readonly shown = $derived.by(() => shownColumns(this.choice, this.#given.periods));
  readonly context: CellContext = $derived.by(() => ({
    style: language.locale,
    periods: this.#given.periods,
    currency: this.call.currency,
    exchange: this.call.fx?.currency ?? null,
    packages: this.packages,
  }));
  readonly setting: CellSetting = $derived.by(() => {
    const { currency, euRateBp } = this.call;
    const { partnerName, packageList } = this.#given;
    return { currency, euRateBp, partnerName, packages: this.packages, packageList };
  });
  readonly byCell = $derived.by(() => findingsByCell(this.#given.findings));
  readonly #rules = $derived.by(() =>
    this.#rulesOf(this.call, this.#workspace.view.months, this.packages),
  );
  readonly #byPeriod = $derived.by(() => {
    if (!this.choice.amounts) return null;
    const { budget, reading } = this.#given;
    const whole = [{ id: budget.id, budget: reading.sheet, cofunding: undefined }];
    return amountsByPeriod(this.#cubeOf(this.#rules, whole));
  });
  /** A model brings flat rates of its own, and leaves others out. */
  readonly #sheet = $derived.by(() => {
    const { sheet } = this.#given.reading;
    return { ...sheet, flat: chosenRates(this.call, sheet) };
  });
  readonly rows = $derived.by(() =>
    this.#draw({
      call: this.call,
      rules: this.#rules,
      sheet: this.#sheet,
      budget: this.#given.budget,
      void: voidedLines(this.#given.findings),
      periods: this.#byPeriod,
      quantities: this.choice.quantities,
    }),
  );
  readonly stops = $derived.by(() => navigationRows(this.rows, this.shown));
  readonly home = $derived.by(() => cellIn(this.stops[0], this.shown, 'description'));
  readonly others: ReadonlyMap<string, Presence> = $derived.by(() => {
    void this.#workspace.moves;
    const present = othersIn(this.#live.awareness, this.#workspace.view.me.personId);
    return new Map(present.flatMap((one) => (one.cell ? [[cellKey(one.cell), one] as const] : [])));
  });
  /** Rows alike have the same cells: each keystroke draws some row anew. */
  readonly #spans = $derived.by(() => {
    const known = new Map<string, CellSpan[]>();
    const columns = this.shown;
    const small = this.#given.narrow;
    return (row: GridRow) => {
      const alike = row.kind === 'line' ? row.line.category : row.kind;
      const whole = !small || row.kind !== 'line';
      const cells = known.get(alike) ?? cellSpans(columns, reachableColumns(row, columns), whole);
      known.set(alike, cells);
      return cells;
    };
  });

  rowOf = (id: string): GridRow | undefined => this.rows.find((row) => row.id === id);

  get sheet() {
    return this.#given.reading.sheet;
  }

  get activeRow(): GridRow | undefined {
    return this.#grid.active ? this.rowOf(this.#grid.active.row) : undefined;
  }
}
