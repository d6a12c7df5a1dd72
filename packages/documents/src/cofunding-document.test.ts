import { proposeBalance } from '@samspel/domain/cofunding/propose-balance';
import { splitSources, termsOf } from '@samspel/domain/cofunding/split-sources';
import { type Minor, toMinor } from '@samspel/domain/money/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import {
  addSource,
  moveSource,
  readCofunding,
  removeSource,
  restoreSource,
  setSourceAmounts,
  setSourceCell,
  setSourceLock,
  setSourceShare,
} from './cofunding-document.ts';
import { newDocument } from './open-document.ts';
import { exchangeAll, openPeers, pull } from './peers.fixture.ts';
import { openUndo } from './undo.ts';

type Edit = { peer: number; what: number; row: number; value: number };

const edit: fc.Arbitrary<Edit> = fc.record({
  peer: fc.nat(7),
  what: fc.nat(11),
  row: fc.nat(20),
  value: fc.nat(1_000_000),
});

function apply(peers: readonly Y.Doc[], { peer, what, row, value }: Edit): void {
  const doc = peers[peer];
  if (!doc) return;
  const { sheet, removed } = readCofunding(doc, 'A');
  const all = [...sheet.sources, ...removed];
  const id = all[row % Math.max(1, all.length)]?.id ?? 'nobody';
  if (what === 0) addSource(doc, { after: id });
  else if (what === 1) removeSource(doc, id);
  else if (what === 2) restoreSource(doc, id);
  else if (what === 3) moveSource(doc, id, sheet.sources[value % 3]?.id ?? null);
  else if (what === 4) setSourceShare(doc, id, { amountMinor: String(value) });
  else if (what === 5) setSourceShare(doc, id, { weight: value });
  else if (what === 6) setSourceCell(doc, id, 'mode', value % 2 ? 'amount' : 'weight');
  else if (what === 7) setSourceCell(doc, id, 'status', value % 2 ? 'withdrawn' : 'pledged');
  else if (what === 8) setSourceLock(doc, id, value % 3 ? { amountMinor: String(value) } : null);
  else if (what === 9) takeProposal(doc, toMinor(BigInt(value)));
  else pull(doc, peers[value % peers.length] ?? doc);
}

function takeProposal(doc: Y.Doc, own: Minor): void {
  const { sheet } = readCofunding(doc, 'A');
  const { changes, left } = proposeBalance(own, sheet, []);
  setSourceAmounts(
    doc,
    changes.map(({ sourceId, to }) => ({ sourceId, amountMinor: String(to) })),
  );
  const { uncovered } = splitSources(own, termsOf(readCofunding(doc, 'A').sheet.sources));
  if (uncovered !== left) throw new Error(`${uncovered} uncovered instead of ${left}`);
}

test('DO6 whatever eight people do at once, all see one split, and it sums exactly', () => {
  const own = fc.bigInt(0n, 10n ** 12n);
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 60 }), own, (edits, amount) => {
      const peers = openPeers('cofunding', 8);
      for (const one of edits) {
        apply(peers, one);
        for (const doc of peers) assertSums(doc, amount);
      }
      exchangeAll(peers);
      const [first, ...others] = peers.map((doc) => readCofunding(doc, 'A'));
      for (const other of others) expect(other).toEqual(first);
      for (const doc of peers) assertSums(doc, amount);
    }),
  );
});

function assertSums(doc: Y.Doc, own: bigint): void {
  const { sources } = readCofunding(doc, 'A').sheet;
  const terms = termsOf(sources);
  const split = splitSources(toMinor(own), terms);
  const covered = split.sources.reduce((sum, { amount }) => sum + amount, 0n);
  if (covered + split.uncovered !== own) throw new Error(`${covered} + ${split.uncovered}`);
  const weighed = terms.some((term) => 'weight' in term && term.weight > 0);
  if (weighed && split.uncovered > 0n) throw new Error('a weight left something uncovered');
}

test('DO6 an amount and a weight written at once leave one of both, in one mode', () => {
  const [a, b] = openPeers('cofunding', 2) as [Y.Doc, Y.Doc];
  const source = addSource(a);
  pull(b, a);
  setSourceShare(a, source, { amountMinor: '5000' });
  setSourceShare(b, source, { weight: 30 });
  exchangeAll([a, b]);
  const [inA, inB] = [a, b].map((doc) => readCofunding(doc, 'A').sheet.sources[0]);
  expect(inA).toEqual(inB);
  expect(['amount', 'weight']).toContain(inA?.mode);
});

test('CF5 a cell with anything else becomes a default and is named, at its place', () => {
  const doc = newDocument('cofunding');
  const id = addSource(doc);
  const source = doc.getMap('sources').get(id) as Y.Map<unknown>;
  source.set('weight', -1);
  source.set('amountMinor', '1.5');
  source.set('status', 'promised');
  source.set('funderName', 7);
  doc.getMap('sources').set('broken', 1);
  const { sheet, findings } = readCofunding(doc, 'A');
  expect(sheet.sources).toMatchObject([
    { id, weight: 0, amountMinor: '0', status: 'idea', funderName: '' },
  ]);
  const columns = findings.map(({ rule, params }) => `${rule} ${params.column}`).sort();
  expect(columns).toEqual([
    'CF5 amountMinor',
    'CF5 funderName',
    'CF5 source',
    'CF5 status',
    'CF5 weight',
  ]);
  expect(findings.at(-1)?.place).toMatchObject({ kind: 'cofunding', sourceId: id });
});

test('DO1 a source is locked at an amount, in one step, and unlocked', () => {
  const doc = newDocument('cofunding');
  const me = { name: 'me' };
  const undo = openUndo(doc, 'cofunding', me);
  const id = addSource(doc, { cells: { funderId: 'funder-1', weight: 3 } });
  setSourceLock(doc, id, { amountMinor: '500' }, me);
  const locked = { mode: 'amount', amountMinor: '500', locked: true, funderId: 'funder-1' };
  expect(readCofunding(doc, 'A').sheet.sources).toMatchObject([locked]);
  setSourceLock(doc, id, null, me);
  expect(readCofunding(doc, 'A').sheet.sources[0]).not.toHaveProperty('locked');
  undo.undo();
  undo.undo();
  expect(readCofunding(doc, 'A').sheet.sources).toMatchObject([{ mode: 'weight', weight: 3 }]);
});
