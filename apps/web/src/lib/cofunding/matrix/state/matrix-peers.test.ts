import {
  addSource,
  readCofunding,
  removeSource,
  setSourceAmounts,
  setSourceCell,
  setSourceLock,
  setSourceShare,
} from '@samspel/documents/cofunding-document';
import { newDocument } from '@samspel/documents/open-document';
import type { PartnerBudget } from '@samspel/domain/budget/budget-result';
import { computePartner } from '@samspel/domain/budget/compute-partner';
import { cofundingMatrix, type MatrixPartner } from '@samspel/domain/cofunding/matrix';
import { termsOf } from '@samspel/domain/cofunding/split-sources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { casesOf } from '../../../../../../../tests/support/share-of-cases.ts';
import { balancePlan } from './balance-plan.ts';
import { matrixFoot, matrixLines } from './matrix-lines.ts';
import { MatrixUndo } from './matrix-undo.ts';

const partnerIds = ['A', 'B', 'C'] as const;
type Sheets = Map<string, Y.Doc>;

interface Peer {
  docs: Sheets;
  undo: MatrixUndo;
}

const deed = fc.record({
  peer: fc.nat(7),
  what: fc.nat(9),
  partner: fc.nat(2),
  row: fc.nat(9),
  value: fc.nat(1_000_000),
});
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

const rules = { currency: 'EUR', euRateBp: 5000, minEuMinor: '0', maxEuMinor: '9' } as const;

function partnersOf({ docs }: Peer, own: number): MatrixPartner[] {
  return [...docs].map(([id, doc], at) => {
    const { sheet } = readCofunding(doc, id);
    const lines = [
      { category: 'STAFF', quantity: '1', unitPriceMinor: String(own * (at + 1)) } as const,
    ];
    const money = { id, lines, flat: {}, sources: termsOf(sheet.sources) };
    const budget: PartnerBudget = computePartner({ ...rules, flatRates: {} }, money);
    return { budget, sheet, pledges: [] };
  });
}

function change(doc: Y.Doc, { what, row, value }: Deed, origin: unknown): void {
  const { sources } = readCofunding(doc, 'p').sheet;
  const id = sources[row % Math.max(1, sources.length)]?.id ?? '';
  const amountMinor = String(value);
  if (what === 0) addSource(doc, { cells: { funderName: `F${value % 3}` } }, origin);
  else if (what === 1) setSourceShare(doc, id, { amountMinor }, origin);
  else if (what === 2) setSourceShare(doc, id, { weight: value % 9 }, origin);
  else if (what === 3) setSourceLock(doc, id, value % 3 ? { amountMinor } : null, origin);
  else if (what === 4) removeSource(doc, id, origin);
  else setSourceCell(doc, id, 'status', value % 2 ? 'withdrawn' : 'pledged', origin);
}

function take(peer: Peer, own: number): void {
  const { parts } = balancePlan(partnersOf(peer, own), () => true);
  peer.undo.step(peer.docs, (doc, id, origin) => {
    const changes = parts.find(({ partnerId }) => partnerId === id)?.changes ?? [];
    const amounts = changes.map(({ sourceId, to }) => ({ sourceId, amountMinor: String(to) }));
    setSourceAmounts(doc, amounts, origin);
  });
  const left = new Map(parts.map(({ partnerId, left: rest }) => [partnerId, rest]));
  for (const { budget } of partnersOf(peer, own)) {
    expect(budget.uncovered).toBe(left.get(budget.id) ?? 0n);
  }
}

function act(peers: readonly Peer[], one: Deed, own: number): void {
  const peer = peers[one.peer] as Peer;
  const id = partnerIds[one.partner] as string;
  const doc = peer.docs.get(id) as Y.Doc;
  if (one.what < 6)
    peer.undo.step(new Map([[id, doc]]), (at, _, origin) => change(at, one, origin));
  else if (one.what === 6) take(peer, own);
  else if (one.what === 7) peer.undo.undo();
  else if (one.what === 8) peer.undo.redo();
  else pull(peer, peers[one.value % peers.length] as Peer);
}

function pull(to: Peer, from: Peer): void {
  for (const [id, doc] of to.docs) {
    const theirs = from.docs.get(id) as Y.Doc;
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(theirs, Y.encodeStateVector(doc)), 'remote');
  }
}

/** Down and across, to the cent: what is given, what is missing, and each partner's own part. */
function assertSums(partners: readonly MatrixPartner[]): void {
  const matrix = cofundingMatrix(partners);
  const lines = matrixLines(matrix);
  const [sourced, own, uncovered] = matrixFoot(matrix);
  for (const { partnerId } of matrix.columns) {
    let column = 0n;
    for (const { cells } of lines) column += cells.get(partnerId)?.amount ?? 0n;
    expect(column).toBe(sourced?.amounts.get(partnerId));
    expect(column + (uncovered?.amounts.get(partnerId) ?? 0n)).toBe(own?.amounts.get(partnerId));
  }
  expect(matrix.rows.reduce((sum, row) => sum + row.amount, 0n)).toBe(sourced?.sum);
}

test('DO6 eight people in one table: each sees sums to the cent all along, and in the end all see the same', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 50 }), fc.nat(10_000_000), (deeds, own) => {
      const peers = Array.from({ length: 8 }, (_, at): Peer => {
        const docs = new Map(partnerIds.map((id) => [id as string, newDocument('cofunding')]));
        for (const doc of docs.values()) doc.clientID = 1000 + at;
        return { docs, undo: new MatrixUndo() };
      });
      for (const one of deeds) {
        act(peers, one, own);
        assertSums(partnersOf(peers[one.peer] as Peer, own));
      }
      for (const from of peers) for (const to of peers) if (from !== to) pull(to, from);
      const [first, ...others] = peers.map((peer) => partnersOf(peer, own));
      for (const other of others) expect(other).toEqual(first);
      assertSums(first ?? []);
    }),
    { numRuns: casesOf(150) },
  );
});
