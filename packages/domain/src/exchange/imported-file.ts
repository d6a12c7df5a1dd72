/** A cell as it stood in a file, nothing interpreted: text, number, day, truth value, or an error's name. */
export type ImportedCell =
  | string
  | null
  /** Plain decimal, at most 15 significant digits: "296.51". */
  | { n: string }
  /** YYYY-MM-DD, with its time of day where it has one. */
  | { d: string }
  | { b: boolean }
  /** "#DIV/0!"; `no_value` is a formula that nobody computed. */
  | { e: string };

export interface ImportedRow {
  /** As the file counts: its first row is 1. */
  row: number;
  cells: ImportedCell[];
}

/** First and last row (as the file counts), first and last column (0-based). */
export interface MergedRange {
  rows: [number, number];
  columns: [number, number];
}

export const importNotes = [
  'formulas',
  'merged_cells',
  'hidden_rows',
  'hidden_sheets',
  'external_links',
  'columns_cut',
  'too_many_rows',
] as const;
/** What was done with something that people may not expect: said above the preview. */
export type ImportNote = { note: (typeof importNotes)[number]; count: number; at: string };

export interface ImportedSheet {
  name: string;
  /** Only rows that hold something. */
  rows: ImportedRow[];
  merged: MergedRange[];
  notes: ImportNote[];
}

export type FileFormat = 'xlsx' | 'csv';

export interface ImportedFile {
  format: FileFormat;
  /** How a text file was read; null for a workbook. */
  text: { encoding: string; separator: string } | null;
  sheets: ImportedSheet[];
  notes: ImportNote[];
}

/** Why a file is not taken at all. */
export const importFaults = [
  'empty',
  'too_large',
  'zip_bomb',
  'encrypted',
  'macros',
  'old_excel',
  'other_format',
  'not_a_spreadsheet',
  'damaged',
  'too_many_rows',
  'too_many_cells',
  'unclosed_quote',
  'took_too_long',
  'took_too_much',
] as const;
export type ImportFault = (typeof importFaults)[number];

export const importLimits = {
  fileBytes: 10_000_000,
  /** All parts of a workbook that are read, unpacked. */
  unpackedBytes: 100_000_000,
  /** A workbook of numbers packs some 20 to 1; what packs better than this was made to. */
  ratio: 250,
  /** Parts of a workbook. */
  entries: 2000,
  sheets: 50,
  /** Rows with something in them, in one sheet. */
  rows: 2000,
  columns: 60,
  cells: 100_000,
  /** Of one cell; the longest field takes 2000. */
  cellCharacters: 4000,
  /** Of all cells together. */
  characters: 3_000_000,
  merged: 1000,
} as const;

/** "B12" from a 0-based column and a 1-based row. */
export function cellName(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `${letters}${row}`;
}
