import {
  addLine,
  removeLine,
  setCells,
  setPeriodQuantity,
} from '@samspel/documents/budget-document';
import { setPersonCell } from '@samspel/documents/people-document';
import type { AverageProposal } from '@samspel/domain/budget/propose-average';
import type * as Y from 'yjs';

/** Writes an averaged line in place of those that it stands in for; answers its id. */
export function putAverage(doc: Y.Doc, proposal: AverageProposal, origin: unknown): string {
  let id = proposal.keep;
  doc.transact(() => {
    if (id === null) id = addLine(doc, { cells: proposal.cells }, origin);
    else setCells(doc, [{ lineId: id, cells: proposal.cells }], origin);
    for (const [period, quantity] of Object.entries(proposal.perPeriod ?? {})) {
      setPeriodQuantity(doc, id, Number(period), quantity, origin);
    }
    for (const gone of proposal.remove) removeLine(doc, gone, origin);
  }, origin);
  return id ?? '';
}

/** Says which line holds the hours of these people. */
export function linkPeople(doc: Y.Doc, personIds: readonly string[], lineId: string): void {
  doc.transact(() => {
    for (const id of personIds) setPersonCell(doc, id, 'budgetLineId', lineId);
  });
}
