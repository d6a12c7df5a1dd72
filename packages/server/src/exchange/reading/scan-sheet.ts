import {
  cellName,
  type ImportedCell,
  type ImportedSheet,
  type ImportNote,
  importLimits,
} from '@samspel/domain/exchange/imported-file';
import { FileRefused } from './file-refused.ts';
import { dayOf, decimalOf } from './number-formats.ts';
import { scanXml, unescaped } from './scan-xml.ts';

/** A cell whose text stands in the workbook's table of texts. */
export type PendingCell = ImportedCell | { shared: number };

export type PendingSheet = Omit<ImportedSheet, 'rows'> & {
  rows: { row: number; cells: PendingCell[] }[];
};

export interface SheetSetting {
  name: string;
  dates: readonly boolean[];
  from1904: boolean;
  /** Cells that all sheets together may still have. */
  room: { cells: number };
}

/** One sheet's cells, what is merged, and what else is worth a word. */
export function scanSheet(bytes: Buffer, setting: SheetSetting): PendingSheet {
  const scan = new SheetScan(setting);
  scanXml(bytes, scan);
  return scan.sheet();
}

class SheetScan {
  readonly #setting: SheetSetting;
  readonly #rows: PendingSheet['rows'] = [];
  readonly #merged: ImportedSheet['merged'] = [];
  readonly #notes = new Map<ImportNote['note'], ImportNote>();
  #row = 0;
  #column = -1;
  #cells: PendingCell[] = [];
  #type = 'n';
  #style = 0;
  #formula = false;
  #value: string | null = null;
  #inline = '';
  #into: 'value' | 'inline' | null = null;
  #phonetic = false;
  #full = false;

  constructor(setting: SheetSetting) {
    this.#setting = setting;
  }

  sheet(): PendingSheet {
    const rows = this.#full ? [] : this.#rows;
    const { name } = this.#setting;
    return { name, rows, merged: this.#merged, notes: [...this.#notes.values()] };
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'row') this.#openRow(attributes);
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'f') this.#formula = true;
    else if (name === 'v') this.#take('value');
    else if (name === 't' && !this.#phonetic) this.#take('inline');
    else if (name === 'rPh') this.#phonetic = true;
    else if (name === 'mergeCell') this.#merge(attributes.ref ?? '');
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#into = null;
    else if (name === 'rPh') this.#phonetic = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
  }

  text(text: string): void {
    if (this.#into === 'value') this.#value = cut((this.#value ?? '') + text);
    else if (this.#into === 'inline') this.#inline = cut(this.#inline + text);
  }

  done(): boolean {
    return this.#full;
  }

  #take(into: 'value' | 'inline'): void {
    this.#into = into;
    if (into === 'value') this.#value ??= '';
  }

  #openRow({ r, hidden }: Record<string, string>): void {
    this.#row = r ? wholeNumber(r) : this.#row + 1;
    this.#column = -1;
    this.#cells = [];
    if (hidden === '1' || hidden === 'true') this.#note('hidden_rows', `${this.#row}`);
  }

  #openCell({ r, t, s }: Record<string, string>): void {
    this.#column = r ? columnOf(r) : this.#column + 1;
    this.#type = t ?? 'n';
    this.#style = Number(s ?? 0);
    this.#formula = false;
    this.#value = null;
    this.#inline = '';
  }

  #closeCell(): void {
    const cell = this.#cell();
    if (cell === null) return;
    const at = cellName(this.#column, this.#row);
    if (this.#column >= importLimits.columns) {
      this.#note('columns_cut', at);
      return;
    }
    if (this.#formula) this.#note('formulas', at);
    this.#setting.room.cells -= 1;
    if (this.#setting.room.cells < 0) throw new FileRefused('too_many_cells');
    while (this.#cells.length < this.#column) this.#cells.push(null);
    this.#cells[this.#column] = cell;
  }

  #closeRow(): void {
    if (this.#cells.length === 0) return;
    this.#rows.push({ row: this.#row, cells: this.#cells });
    if (this.#rows.length <= importLimits.rows) return;
    this.#note('too_many_rows', `${this.#row}`);
    this.#full = true;
  }

  #cell(): PendingCell {
    const value = this.#value;
    if (this.#type === 'inlineStr') return unescaped(this.#inline) || null;
    if (value === null || (value === '' && this.#type !== 'str')) {
      return this.#formula ? { e: 'no_value' } : null;
    }
    if (this.#type === 's') return { shared: wholeNumber(value) };
    if (this.#type === 'str') return unescaped(value) || null;
    if (this.#type === 'b') return { b: value === '1' || value === 'true' };
    if (this.#type === 'e') return { e: value.slice(0, 20) };
    if (this.#type === 'd') return { d: value.slice(0, 16) };
    return this.#number(value);
  }

  #number(text: string): PendingCell {
    const value = Number(text);
    // NaN, Infinity and what is too large for either are no amounts of anything.
    if (text.trim() === '' || !Number.isFinite(value)) return { e: text.slice(0, 20) };
    const day = this.#setting.dates[this.#style] ? dayOf(value, this.#setting.from1904) : null;
    return day === null ? { n: decimalOf(value) } : { d: day };
  }

  #merge(ref: string): void {
    const [from, to] = ref.split(':');
    if (!from || !to || this.#merged.length >= importLimits.merged) return;
    this.#note('merged_cells', ref.slice(0, 40));
    this.#merged.push({
      rows: [rowOf(from), rowOf(to)],
      columns: [columnOf(from), columnOf(to)],
    });
  }

  #note(note: ImportNote['note'], at: string): void {
    const known = this.#notes.get(note);
    if (known) known.count += 1;
    else this.#notes.set(note, { note, count: 1, at });
  }
}

function cut(text: string): string {
  return text.length <= importLimits.cellCharacters
    ? text
    : text.slice(0, importLimits.cellCharacters);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new FileRefused('damaged');
  return Number(text);
}

function rowOf(ref: string): number {
  return wholeNumber(ref.replace(/^\$?[A-Za-z]*\$?/, ''));
}

/** 0-based. */
function columnOf(ref: string): number {
  const letters = /^\$?([A-Za-z]{1,3})\$?\d/.exec(ref)?.[1];
  if (!letters) throw new FileRefused('damaged');
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
