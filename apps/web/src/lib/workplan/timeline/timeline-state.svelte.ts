import {
  moveByDays,
  moveByPeriods,
  type PlanChange,
  resizeByPeriods,
} from '@samspel/domain/workplan/move-item';
import type { OutlineRow } from '@samspel/domain/workplan/outline';
import type { WorkplanItem } from '@samspel/domain/workplan/workplan-sheet';
import { findingText } from '#lib/proposal/finding-text.ts';
import { namedItem } from '../plan-words.ts';
import type { Planning } from '../planning.svelte.ts';
import { withCells } from './drawing/scale.ts';
import { whenWords } from './timeline-words.ts';

export type Grip = 'move' | 'start' | 'end';

const daysOfMonth = 30.436875;

/** Moves things in time: by pointer with a preview until it is let go of, by key at once. */
export class TimelineState {
  /** The bar that the Tab key reaches. */
  active = $state<string | null>(null);
  /** What a drag would write. */
  #preview = $state.raw<readonly PlanChange[]>([]);
  readonly #planning: Planning;
  #saying: ReturnType<typeof setTimeout> | undefined;

  constructor(planning: Planning) {
    this.#planning = planning;
  }

  /** The plan as it is drawn: with what is being dragged where it would land. */
  readonly rows: readonly OutlineRow[] = $derived.by(() => {
    if (this.#preview.length === 0) return this.#planning.outline;
    const cells = new Map<string, Partial<WorkplanItem>>(
      this.#preview.map((change) => [change.itemId, change.cells as Partial<WorkplanItem>]),
    );
    return this.#planning.outline.map((row) => withCells(row, cells.get(row.item.id)));
  });

  /** `months`: how far the pointer went from where it took hold. */
  drag(row: OutlineRow, grip: Grip, months: number): void {
    const { time } = this.#planning;
    const days = row.root === 'milestones';
    const by = Math.round(days ? months * daysOfMonth : months / time.lengthMonths);
    this.#preview = by === 0 ? [] : this.#changes(row, grip, by);
  }

  /** Writes what the drag shows; false when nothing was moved. */
  drop(row: OutlineRow): boolean {
    const changes = this.#preview;
    this.#preview = [];
    if (changes.length === 0) return false;
    this.#planning.apply(changes);
    this.#say(row.item.id);
    return true;
  }

  cancel(): void {
    this.#preview = [];
  }

  /** One step by key: a period, of a milestone a week and with shift a day. */
  step(row: OutlineRow, grip: Grip, by: 1 | -1): void {
    const milestone = row.root === 'milestones';
    this.#planning.workspace.catchUp();
    const changes = this.#changes(row, grip, milestone && grip === 'move' ? by * 7 : by);
    this.#planning.apply(changes);
    this.#say(row.item.id);
  }

  #changes(row: OutlineRow, grip: Grip, by: number): PlanChange[] {
    const { plan, time } = this.#planning;
    const { id } = row.item;
    if (row.root === 'milestones') return moveByDays(plan, id, by, time);
    if (grip === 'move') return moveByPeriods(plan, id, by, time);
    return resizeByPeriods(plan, id, grip, by, time);
  }

  /** Once the rules have seen it; many steps in a row are said as one. */
  #say(itemId: string): void {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      const planning = this.#planning;
      const row = planning.outline.find(({ item }) => item.id === itemId);
      if (!row) return;
      const faults = planning.findingsOf(itemId).map(findingText);
      const where = `${namedItem(row.number, row.item)}: ${whenWords(row, planning.time)}.`;
      planning.said = [where, ...faults].join(' ');
    }, 250);
  }

  destroy(): void {
    clearTimeout(this.#saying);
  }
}
