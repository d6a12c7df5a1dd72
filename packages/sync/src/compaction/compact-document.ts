import { failpoint } from '@samspel/platform/failpoint';
import * as Y from 'yjs';
import { scanUpdate } from '../protocol/scan-update.ts';
import { isOutage } from '../store/is-outage.ts';
import { readLog, readWholeLog } from '../store/log.ts';
import { packSnapshot, readSnapshot, unpackSnapshot } from '../store/snapshots.ts';
import type { SqlPool } from '../store/sql-pool.ts';
import type { Judge } from './judge.ts';
import { encodeSnapshot, isPending, newLogDocument } from './log-document.ts';
import {
  appendRepair,
  type Compactable,
  findCompactable,
  markSound,
  quarantine,
  storeSnapshot,
} from './store.ts';

export type CompactionOutcome =
  | { outcome: 'compacted'; rows: number; bytes: number }
  /** There is no tail, or somebody else is at it. */
  | { outcome: 'left' }
  /** Judged alone, and nothing is wrong with it. */
  | { outcome: 'sound' }
  | { outcome: 'repaired'; reason: string }
  | { outcome: 'quarantined'; reason: string };

export interface CompactionNeeds {
  pool: SqlPool;
  judge: Judge;
  /** One step takes about this much of the log, so that what was done by then is not done again. */
  stepBytes?: number;
}

const defaultStepBytes = 1024 * 1024;

/** Replaces the tail of a document's log by a snapshot, step by step; each step is one transaction. */
export const compactDocument = (needs: CompactionNeeds, docId: number) =>
  withDocument(needs, docId, compact);

/** For a document whose tail is short: judges it, and leaves its log as it is. */
export const judgeTail = (needs: CompactionNeeds, docId: number) =>
  withDocument(needs, docId, judge);

type Work = (needs: CompactionNeeds, found: Compactable, doc: Y.Doc) => Promise<CompactionOutcome>;

async function withDocument(
  needs: CompactionNeeds,
  docId: number,
  work: Work,
): Promise<CompactionOutcome> {
  const found = await findCompactable(needs.pool, docId);
  if (!found || found.head === found.snapSeq) return { outcome: 'left' };
  const doc = newLogDocument();
  try {
    if (!(await openSnapshot(needs.pool, found, doc))) return { outcome: 'left' };
    return await work(needs, found, doc);
  } catch (error) {
    // What lies in the document itself would fail for ever; a database that is away is tried again.
    if (!(error instanceof Unreadable) && isOutage(error)) throw error;
    return await set(needs, found, 'cannot be read');
  } finally {
    doc.destroy();
  }
}

/** False when somebody else has put another one in its place. */
async function openSnapshot(pool: SqlPool, found: Compactable, doc: Y.Doc): Promise<boolean> {
  const snapshot = await readSnapshot(pool, found.id);
  if ((snapshot?.seq ?? 0) !== found.snapSeq) return false;
  if (snapshot) {
    const update = await unpackSnapshot(snapshot.packed);
    reading(() => Y.applyUpdateV2(doc, update));
  }
  return true;
}

async function judge(
  needs: CompactionNeeds,
  found: Compactable,
  doc: Y.Doc,
): Promise<CompactionOutcome> {
  let read = found.snapSeq;
  for await (const piece of readWholeLog(needs.pool, found.id, read)) {
    apply(doc, piece.updates);
    read = piece.to;
  }
  if (isPending(doc)) return set(needs, found, 'builds on what is not there');
  const other = await judged(needs, found, doc);
  if (other) return other;
  await markSound(needs.pool, found, read);
  return { outcome: 'sound' };
}

async function compact(
  needs: CompactionNeeds,
  found: Compactable,
  doc: Y.Doc,
): Promise<CompactionOutcome> {
  const { pool, stepBytes = defaultStepBytes } = needs;
  let document = found;
  let bytes = 0;
  let taken = 0;
  for (let read = found.snapSeq; read < found.head; ) {
    const piece = await readLog(pool, found.id, read, stepBytes);
    if (piece.updates.length === 0) break;
    failpoint('compaction-after-read');
    apply(doc, piece.updates);
    read = piece.to;
    taken += piece.updates.length;
    // What builds on something that is not here would be lost by a snapshot without it.
    if (isPending(doc)) continue;
    if (read >= found.head) {
      const other = await judged(needs, document, doc);
      if (other) return other;
    }
    const { update, vector } = reading(() => encodeSnapshot(doc));
    const packed = await packSnapshot(update);
    bytes = update.length;
    failpoint('compaction-before-commit');
    const step = { document, until: read, read: taken, vector, packed, bytes };
    const done = await storeSnapshot(pool, step);
    failpoint('compaction-after-commit');
    if (!done) break;
    document = { ...document, snapSeq: read };
    taken = 0;
  }
  if (isPending(doc)) return set(needs, document, 'builds on what is not there');
  const rows = document.snapSeq - found.snapSeq;
  return rows === 0 ? { outcome: 'left' } : { outcome: 'compacted', rows, bytes };
}

/** Yjs does not take what the log says. */
class Unreadable extends Error {}

function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Unreadable('cannot be read', { cause: error });
  }
}

function apply(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  reading(() =>
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update);
    }),
  );
}

/** Null when nothing is wrong with it. */
async function judged(
  needs: CompactionNeeds,
  document: Compactable,
  doc: Y.Doc,
): Promise<CompactionOutcome | null> {
  const verdict = reading(() => needs.judge(doc, document.kind));
  if (verdict.verdict === 'sound') return null;
  const { reason } = verdict;
  if (verdict.verdict === 'quarantine') return set(needs, document, reason);
  const update = reading(() => removal(doc, verdict.remove));
  // What was signed or submitted is not changed by anybody.
  if (document.frozen || !(await appendRepair(needs.pool, document.id, update))) {
    return set(needs, document, reason);
  }
  failpoint('compaction-after-repair');
  return { outcome: 'repaired', reason };
}

function removal(doc: Y.Doc, items: readonly Y.Item[]): Uint8Array {
  let made: Uint8Array = new Uint8Array();
  doc.once('update', (update: Uint8Array) => {
    made = update;
  });
  doc.transact((transaction) => {
    for (const item of items) item.delete(transaction);
  });
  if (scanUpdate(made).ranges.length > 0) throw new RangeError('a repair that adds something');
  return made;
}

async function set(
  { pool }: CompactionNeeds,
  document: Compactable,
  reason: string,
): Promise<CompactionOutcome> {
  await quarantine(pool, document.id, reason);
  return { outcome: 'quarantined', reason };
}
