/**
 * What the template is given: texts that are already translated and formatted. Everything is data to
 * it, so nothing that a person typed is ever read as markup.
 */
export interface PrintDocument {
  lang: 'sv' | 'en';
  title: string;
  /** Creation time of the file in UTC: the bytes follow from the content alone. */
  date: [number, number, number, number, number, number];
  /** Written across each page of what is not an application. */
  watermark: string | null;
  header: { left: string; right: string };
  pageLabel: string;
  contentsLabel: string;
  cover: Cover;
  blocks: Block[];
}

export interface Cover {
  eyebrow: string;
  title: string;
  subtitle: string;
  facts: Fact[];
  figures: { label: string; value: string }[];
  notice: { tone: 'record' | 'draft'; title: string; rows: Fact[]; text: string };
}

export interface Fact {
  label: string;
  value: string;
  /** Set in figures of equal width; for hashes and references. */
  mono?: boolean;
}

export type Inline =
  | {
      s: string;
      bold?: true;
      italic?: true;
      underline?: true;
      strike?: true;
      code?: true;
      href?: string;
    }
  | { br: true };

export interface TableColumn {
  label: string;
  align: 'left' | 'right';
  width: 'fit' | 'wide';
}

export interface TableRow {
  cells: string[];
  kind: 'plain' | 'group' | 'sum' | 'quiet';
}

export interface RichCell {
  c: Block[];
  colspan: number;
  rowspan: number;
}

export type Block =
  | { t: 'chapter'; text: string; newPage: boolean }
  | { t: 'heading'; level: 2 | 3 | 4; text: string; meta?: string }
  | { t: 'richheading'; level: 3 | 4 | 5 | 6; c: Inline[] }
  | { t: 'paragraph'; c: Inline[] }
  | { t: 'lead'; text: string }
  | { t: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { t: 'quote'; c: Block[] }
  | { t: 'rule' }
  | { t: 'richtable'; columns: number; header: RichCell[]; rows: RichCell[] }
  | { t: 'table'; caption: string; columns: TableColumn[]; rows: TableRow[] }
  | { t: 'facts'; rows: Fact[] }
  | { t: 'finding'; severity: 'error' | 'warning' | 'info'; label: string; text: string };
