import {
  type ImportedCell,
  type ImportedFile,
  type ImportedSheet,
  type ImportNote,
  importLimits,
} from '@samspel/domain/exchange/imported-file';
import { FileRefused } from './file-refused.ts';
import { dateStyles } from './number-formats.ts';
import { type PendingCell, type PendingSheet, scanSheet } from './scan-sheet.ts';
import { scanXml } from './scan-xml.ts';
import { sharedTexts } from './shared-texts.ts';
import { type Archive, openArchive } from './unzip.ts';

interface Relation {
  type: string;
  target: string;
}

/** The visible sheets of a workbook (.xlsx). Formulas are not computed: the values stored beside them are taken. */
export function readWorkbook(bytes: Buffer): ImportedFile {
  const archive = openArchive(bytes);
  refuseOthers(archive);
  const file = partOf(archive, '', 'officeDocument') ?? 'xl/workbook.xml';
  const { sheets, from1904 } = describeWorkbook(archive, file);
  const relations = relationsOf(archive, file);
  const notes: ImportNote[] = [];
  const links = [...relations.values()].filter(({ type }) => type.endsWith('/externalLink'));
  if (links.length > 0) notes.push({ note: 'external_links', count: links.length, at: '' });
  const hidden = sheets.filter((sheet) => sheet.hidden);
  if (hidden[0]) notes.push({ note: 'hidden_sheets', count: hidden.length, at: hidden[0].name });

  const dates = dateStyles(read(archive, partOf(archive, file, 'styles')));
  const room = { cells: importLimits.cells };
  const scanned: PendingSheet[] = [];
  for (const { name, id } of sheets.filter((sheet) => !sheet.hidden)) {
    const relation = relations.get(id);
    const part = relation?.type.endsWith('/worksheet') ? archive.read(relation.target) : null;
    if (part) scanned.push(scanSheet(part, { name, dates, from1904, room }));
  }
  const texts = read(archive, partOf(archive, file, 'sharedStrings'));
  return { format: 'xlsx', text: null, sheets: withTexts(scanned, texts), notes };
}

/** What is packed alike and is something else: macros, other programs' files. */
function refuseOthers({ names, read }: Archive): void {
  const types = read('[Content_Types].xml')?.toString('utf8') ?? '';
  // First: a binary workbook (.xlsb) is of a type with macros in its name, whether it has any or not.
  if (names.some((name) => /^xl\/workbook\.bin$/i.test(name)) || names.includes('mimetype')) {
    throw new FileRefused('other_format');
  }
  if (/macroEnabled/i.test(types) || names.some((name) => /vbaProject\.bin$/i.test(name))) {
    throw new FileRefused('macros');
  }
  if (types === '' || !/spreadsheetml/.test(types)) throw new FileRefused('not_a_spreadsheet');
}

function describeWorkbook(archive: Archive, file: string) {
  const bytes = archive.read(file);
  if (!bytes) throw new FileRefused('damaged');
  const sheets: { name: string; id: string; hidden: boolean }[] = [];
  let from1904 = false;
  scanXml(bytes, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
      if (name !== 'sheet' || sheets.length >= importLimits.sheets) return;
      const id = Object.entries(attributes).find(([key]) => /:id$/.test(key))?.[1] ?? '';
      const hidden = attributes.state !== undefined && attributes.state !== 'visible';
      sheets.push({ name: (attributes.name ?? '').slice(0, 100), id, hidden });
    },
  });
  return { sheets, from1904 };
}

/** What a part says it belongs to, by id; '' is the package itself. */
function relationsOf(archive: Archive, file: string): Map<string, Relation> {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const bytes = archive.read(`${folder}_rels/${file.slice(folder.length)}.rels`);
  const relations = new Map<string, Relation>();
  if (!bytes) return relations;
  scanXml(bytes, {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship') return;
      // Nothing outside the file is ever looked at; that it is pointed to is told.
      const target = TargetMode === 'External' ? '' : resolved(folder, Target);
      relations.set(Id, { type: Type, target });
    },
  });
  return relations;
}

function resolved(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const parts: string[] = [];
  for (const part of `${folder}${target}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function partOf(archive: Archive, file: string, type: string): string | null {
  for (const relation of relationsOf(archive, file).values()) {
    if (relation.type.endsWith(`/${type}`)) return relation.target;
  }
  return null;
}

function read(archive: Archive, name: string | null): Buffer | null {
  return name === null ? null : archive.read(name);
}

/** Only the texts that a cell shows are kept, however many the workbook has. */
function withTexts(sheets: PendingSheet[], bytes: Buffer | null): ImportedSheet[] {
  const needed = new Set<number>();
  for (const cell of cellsOf(sheets)) if (isShared(cell)) needed.add(cell.shared);
  const texts = needed.size > 0 && bytes ? sharedTexts(bytes, needed) : new Map<number, string>();
  let characters = 0;
  const textOf = (cell: PendingCell): ImportedCell => {
    const text = isShared(cell) ? (texts.get(cell.shared) ?? null) : cell;
    if (typeof text === 'string') characters += text.length;
    if (characters > importLimits.characters) throw new FileRefused('too_many_cells');
    return text === '' ? null : text;
  };
  return sheets.map((sheet) => ({
    ...sheet,
    rows: sheet.rows.map(({ row, cells }) => ({ row, cells: cells.map(textOf) })),
  }));
}

function* cellsOf(sheets: PendingSheet[]): Generator<PendingCell> {
  for (const { rows } of sheets) for (const { cells } of rows) yield* cells;
}

function isShared(cell: PendingCell): cell is { shared: number } {
  return cell !== null && typeof cell === 'object' && 'shared' in cell;
}
