import type { OutlineRow } from '@samspel/domain/workplan/outline';
import type { Grip, TimelineState } from './timeline-state.svelte.ts';

const slackPx = 3;

/** A pointer that has taken hold of a bar, or of one of its ends. */
export class BarDrag {
  /** It was drawn somewhere: letting go is then no click. */
  moved = false;
  #held: { grip: Grip; x: number; room: number } | null = null;

  take(event: PointerEvent & { currentTarget: HTMLElement }): void {
    this.moved = false;
    // A finger scrolls; what it taps opens as a form.
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const { currentTarget: bar, target, clientX: x, pointerId } = event;
    const end = target instanceof HTMLElement ? target.dataset.grip : undefined;
    const grip = end === 'start' || end === 'end' ? end : 'move';
    this.#held = { grip, x, room: bar.parentElement?.clientWidth ?? 1 };
    bar.setPointerCapture(pointerId);
  }

  move({ clientX }: PointerEvent, timeline: TimelineState, row: OutlineRow, months: number): void {
    if (!this.#held) return;
    const { grip, x, room } = this.#held;
    if (Math.abs(clientX - x) > slackPx) this.moved = true;
    timeline.drag(row, grip, ((clientX - x) / room) * months);
  }

  release(timeline: TimelineState, row: OutlineRow): void {
    if (this.#held) timeline.drop(row);
    this.#held = null;
  }

  abandon(timeline: TimelineState): void {
    if (this.#held) timeline.cancel();
    this.#held = null;
  }
}
