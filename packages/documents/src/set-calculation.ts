import type { FlatRateChoices } from '@samspel/domain/budget/budget-sheet';
import { type CostModel, flatRateKinds } from '@samspel/domain/call/call';
import type * as Y from 'yjs';
import { setFlatRate, setModel } from './budget-document.ts';

/** Model and flat rates together, as a file names them; `instead` un-chooses the rates that it does not. */
export function setCalculation(
  doc: Y.Doc,
  { model, flat }: { model: CostModel | null; flat: FlatRateChoices },
  instead: boolean,
  origin: unknown = null,
): void {
  doc.transact(() => {
    if (model) setModel(doc, model, origin);
    for (const kind of flatRateKinds) {
      const rate = flat[kind];
      if (rate !== undefined) setFlatRate(doc, kind, rate, origin);
      else if (instead) setFlatRate(doc, kind, null, origin);
    }
  }, origin);
}
