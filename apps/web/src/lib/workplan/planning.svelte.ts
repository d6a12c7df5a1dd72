import { openUndo } from '@samspel/documents/undo';
import {
  addWorkplanItem,
  moveWorkplanItem,
  setActivityAfter,
  setActivityPartner,
  setWorkplanCell,
  type WorkplanField,
  type WorkplanReading,
} from '@samspel/documents/workplan-document';
import {
  duplicatePlanItem,
  removePlanItems,
  restorePlanItems,
  writePlanChanges,
} from '@samspel/documents/workplan-edit';
import type { Finding } from '@samspel/domain/finding';
import type { PlanChange } from '@samspel/domain/workplan/move-item';
import { type OutlineRow, outlineOf } from '@samspel/domain/workplan/outline';
import { planTimeOf } from '@samspel/domain/workplan/plan-time';
import {
  emptyWorkplan,
  type WorkplanItem,
  type WorkplanRoot,
} from '@samspel/domain/workplan/workplan-sheet';
import { getContext, setContext } from 'svelte';
import type { LiveDocument } from '#lib/collab/live-document.svelte.ts';
import { othersIn, type Presence } from '#lib/collab/presence.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';

export interface Choice {
  value: string;
  label: string;
}

const nothing: WorkplanReading = {
  ...emptyWorkplan,
  ...{ removed: emptyWorkplan, unreadable: [], findings: [] },
};

/** What one person sees of the work plan and does with it; the list and the timeline share it. */
export class Planning {
  readonly live: LiveDocument;
  readonly workspace: Workspace;
  canUndo = $state(false);
  canRedo = $state(false);
  /** Said aloud: what a move did. */
  said = $state('');
  readonly #origin = { workplan: 'mine' };
  readonly #undo: ReturnType<typeof openUndo>;

  constructor(workspace: Workspace, live: LiveDocument) {
    this.workspace = workspace;
    this.live = live;
    this.#undo = openUndo(live.doc, 'workplan', this.#origin);
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const) {
      this.#undo.on(event, () => {
        this.canUndo = this.#undo.canUndo();
        this.canRedo = this.#undo.canRedo();
      });
    }
  }

  readonly plan: WorkplanReading = $derived.by(() => {
    // It goes when the right to read it goes, a moment before the page does.
    return this.workspace.readings.workplan ?? nothing;
  });
  readonly outline: readonly OutlineRow[] = $derived.by(() => outlineOf(this.plan));
  readonly numbers = $derived.by(
    () => new Map(this.outline.map(({ item, number }) => [item.id, number])),
  );
  readonly time = $derived.by(() => {
    const { call, startsOn, months } = this.workspace.view;
    return planTimeOf(call, { startDate: startsOn, months });
  });
  readonly partners: Choice[] = $derived.by(() =>
    this.#accepted.map(({ id, organisation }) => ({ value: id, label: organisation.shortName })),
  );
  readonly people: Choice[] = $derived.by(() =>
    this.#accepted.flatMap(({ people, organisation }) =>
      people.map(({ personId, name }) => ({
        value: personId,
        label: `${name}, ${organisation.shortName}`,
      })),
    ),
  );
  readonly #accepted = $derived.by(() =>
    this.workspace.partners.filter(({ status }) => status === 'accepted'),
  );
  readonly #findings = $derived.by(() => {
    const own = this.workspace.readiness.findings.flatMap((finding) =>
      finding.place?.kind === 'workplan' && finding.place.itemId
        ? [{ itemId: finding.place.itemId, finding }]
        : [],
    );
    return Map.groupBy(own, ({ itemId }) => itemId);
  });
  readonly #others = $derived.by(() => {
    void this.workspace.moves;
    const here = othersIn(this.live.awareness, this.workspace.view.me.personId);
    return here.flatMap((one) => (one.cell ? [{ one, cell: one.cell }] : []));
  });
  /** How many budget lines name each package. */
  readonly #lines = $derived.by(() => {
    const counts = new Map<string, number>();
    for (const { sheet } of this.workspace.readings.budget.values()) {
      for (const { workPackage } of sheet.lines) {
        if (workPackage) counts.set(workPackage, (counts.get(workPackage) ?? 0) + 1);
      }
    }
    return counts;
  });

  get writable(): boolean {
    return this.live.writable;
  }

  findingsOf(itemId: string): Finding[] {
    return (this.#findings.get(itemId) ?? []).map(({ finding }) => finding);
  }

  linesNaming(packageId: string): number {
    return this.#lines.get(packageId) ?? 0;
  }

  /** Who else is in a cell, or anywhere in the item. */
  otherAt(itemId: string, column?: string): Presence | undefined {
    return this.#others.find(
      ({ cell }) => cell.row === itemId && (column === undefined || cell.column === column),
    )?.one;
  }

  here(itemId: string, column: string): void {
    this.live.announce({ where: { area: 'workplan' }, cell: { row: itemId, column } });
  }

  away(): void {
    this.live.announce({ cell: null });
  }

  set(root: WorkplanRoot, id: string, field: WorkplanField, value: string | number | null): void {
    setWorkplanCell(this.live.doc, root, id, field, value as never, this.#origin);
  }

  waits(activityId: string, beforeId: string, yes: boolean): void {
    setActivityAfter(this.live.doc, activityId, beforeId, yes, this.#origin);
  }

  takesPart(activityId: string, partnerId: string, yes: boolean): void {
    setActivityPartner(this.live.doc, activityId, partnerId, yes, this.#origin);
  }

  add(root: WorkplanRoot, parentId: string | null): string {
    return addWorkplanItem(this.live.doc, root, { cells: { parentId } }, this.#origin);
  }

  duplicate(root: WorkplanRoot, item: WorkplanItem, title: string): string | null {
    return duplicatePlanItem(this.live.doc, root, item.id, title, this.#origin);
  }

  remove(root: WorkplanRoot, id: string): void {
    removePlanItems(this.live.doc, root, id, this.#origin);
  }

  restore(root: WorkplanRoot, id: string): void {
    restorePlanItems(this.live.doc, root, id, this.#origin);
  }

  move(root: WorkplanRoot, id: string, after: string | null): void {
    moveWorkplanItem(this.live.doc, root, id, after, this.#origin);
  }

  apply(changes: readonly PlanChange[]): void {
    if (this.live.writable) writePlanChanges(this.live.doc, changes, this.#origin);
  }

  undo(): void {
    if (this.live.writable) this.#undo.undo();
  }

  redo(): void {
    if (this.live.writable) this.#undo.redo();
  }

  destroy(): void {
    this.away();
    this.#undo.destroy();
  }
}

const key = Symbol('planning');

export function providePlanning(planning: Planning): void {
  setContext(key, planning);
}

export function usePlanning(): Planning {
  return getContext<Planning>(key);
}
