import type { CostCategory } from '@samspel/domain/budget/budget-sheet';
import type { ImportField } from '@samspel/domain/exchange/heading-words';
import { readImportedLines } from '@samspel/domain/exchange/import-lines';
import { calculationIn } from '@samspel/domain/exchange/imported-calculation';
import type { ImportedFile, ImportedSheet } from '@samspel/domain/exchange/imported-file';
import type { ImportedLine, ImportSetting } from '@samspel/domain/exchange/imported-line';
import {
  type ColumnPlan,
  proposeColumns,
  proposeSheet,
} from '@samspel/domain/exchange/propose-columns';
import type { NumberStyle } from '@samspel/domain/money/parse-amount';
import { chooseField, columnsOf, lacksCategory, styleOf } from './file-columns.ts';

export type PlanSetting = Omit<ImportSetting, 'plan' | 'style' | 'category'>;

const empty: ImportedSheet = { name: '', rows: [], merged: [], notes: [] };

/** How a file's rows become lines: what its columns hold, as proposed and as changed by the person. */
export class ImportPlan {
  readonly file: ImportedFile;
  readonly name: string;
  readonly #setting: () => PlanSetting;
  #sheetIndex = $state(0);
  #columns = $state.raw<ColumnPlan>() as ColumnPlan;
  style = $state<NumberStyle>('sv');
  category = $state<CostCategory | ''>('');

  constructor(file: ImportedFile, name: string, style: NumberStyle, setting: () => PlanSetting) {
    this.file = file;
    this.name = name;
    this.#setting = setting;
    this.style = styleOf(file) ?? style;
    this.sheetIndex = String(proposeSheet(file.sheets));
  }

  /** As a select holds it. */
  get sheetIndex(): string {
    return String(this.#sheetIndex);
  }

  set sheetIndex(index: string) {
    this.#sheetIndex = Number(index);
    this.#columns = proposeColumns(this.sheet);
  }

  get sheet(): ImportedSheet {
    return this.file.sheets[this.#sheetIndex] ?? empty;
  }

  get headingFound(): boolean {
    return this.#columns.headingRow !== null;
  }

  fieldOf(column: number): ImportField | '' {
    return this.#columns.fields[column] ?? '';
  }

  choose(column: number, field: ImportField | ''): void {
    this.#columns = chooseField(this.#columns, column, field);
  }

  readonly columns = $derived.by(() => columnsOf(this.sheet, this.#columns));

  readonly rows = $derived.by(() =>
    readImportedLines(this.sheet, {
      ...this.#setting(),
      plan: this.#columns,
      style: this.style,
      category: this.category || null,
    }),
  );

  readonly lines = $derived.by((): ImportedLine[] =>
    this.rows.flatMap((row) => (row.state === 'line' ? [row.line] : [])),
  );

  /** The cost model and flat rates that the file names, where it does. */
  readonly calculation = $derived.by(() =>
    calculationIn(this.sheet, this.#columns, this.style, this.#setting().others),
  );

  readonly needsCategory = $derived.by(() => this.category !== '' || lacksCategory(this.rows));
}
