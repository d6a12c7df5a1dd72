import { canonicalJson } from '@samspel/domain/canonical-json';
import type * as Y from 'yjs';
import { isCellValue } from './cell-conflict.ts';
import { documentKinds } from './kinds.ts';
import type { DocumentKind } from './names.ts';
import { type NarrativeNode, readBlocks } from './narrative-document.ts';
import { type CellValue, type Row, rowsOf } from './rows.ts';

export interface CellDifference {
  field: string;
  was: CellValue;
  now: CellValue;
}

/** What has happened to a row since; one that came or went has no cells here. */
export interface RowDifference {
  root: string;
  /** Null for registers that stand in no row (flat rates). */
  rowId: string | null;
  change: 'added' | 'removed' | 'changed' | 'moved';
  cells: CellDifference[];
}

/** What differs between an earlier state and today's: rows as they stand, then those that are gone. */
export function compareRows(past: Y.Doc, now: Y.Doc, kind: DocumentKind): RowDifference[] {
  if (kind === 'narrative') return [];
  return documentKinds[kind].roots.flatMap((root) => {
    const loose = differingCells(past.getMap(root), now.getMap(root));
    const rows = differingRows(root, standing(past, root), standing(now, root));
    if (loose.length === 0) return rows;
    return [{ root, rowId: null, change: 'changed' as const, cells: loose }, ...rows];
  });
}

const standing = (doc: Y.Doc, root: string): Row[] =>
  rowsOf(doc, root).rows.filter(({ deleted }) => !deleted);

function differingRows(root: string, then: readonly Row[], now: readonly Row[]): RowDifference[] {
  const known = new Map(then.map((row) => [row.id, row]));
  const left = new Set(now.map(({ id }) => id));
  const different = (
    { id }: Row,
    change: RowDifference['change'],
    cells: CellDifference[] = [],
  ) => [{ root, rowId: id, change, cells }];
  return [
    ...now.flatMap((row) => {
      const was = known.get(row.id);
      if (!was) return different(row, 'added');
      const cells = differingCells(was.registers, row.registers);
      if (cells.length > 0) return different(row, 'changed', cells);
      return was.order === row.order ? [] : different(row, 'moved');
    }),
    ...then.flatMap((row) => (left.has(row.id) ? [] : different(row, 'removed'))),
  ];
}

const unsaid: ReadonlySet<string> = new Set(['order', 'deleted']);

function differingCells(then: Y.Map<unknown>, now: Y.Map<unknown>): CellDifference[] {
  const fields = new Set([...then.keys(), ...now.keys()]);
  return [...fields].flatMap((field) => {
    const cell = { field, was: saidBy(then.get(field)), now: saidBy(now.get(field)) };
    return unsaid.has(field) || Object.is(cell.was, cell.now) ? [] : [cell];
  });
}

/** A mark that is not set, an empty text and nothing at all say the same. */
function saidBy(value: unknown): CellValue {
  return isCellValue(value) && value !== '' && value !== false ? value : null;
}

export interface TextDifference {
  /** Block by block the same. */
  same: boolean;
  /** The earlier text, in stretches that today's has too and such that it has not. */
  stretches: { kept: boolean; blocks: NarrativeNode[] }[];
  /** What only today's text has. */
  added: NarrativeNode[];
}

export function compareText(past: Y.Doc, now: Y.Doc): TextDifference {
  const [then, today] = [past, now].map((doc) =>
    readBlocks(doc)
      .flat()
      .map((block) => ({ block, key: canonicalJson(block) })),
  ) as [Keyed[], Keyed[]];
  const left = Map.groupBy(today, ({ key }) => key);
  const stretches: TextDifference['stretches'] = [];
  for (const { block, key } of then) {
    const kept = left.get(key)?.pop() !== undefined;
    const last = stretches.at(-1);
    if (last?.kept === kept) last.blocks.push(block);
    else stretches.push({ kept, blocks: [block] });
  }
  return {
    same: then.length === today.length && then.every(({ key }, at) => key === today[at]?.key),
    stretches,
    added: [...left.values()].flat().map(({ block }) => block),
  };
}

interface Keyed {
  block: NarrativeNode;
  key: string;
}
