import type { OutlineRow } from '@samspel/domain/workplan/outline';
import { FingerHold } from './finger-hold.ts';
import type { Grip, TimelineState } from './timeline-state.svelte.ts';

const slackPx = 3;

interface Drawing {
  timeline: TimelineState;
  row: OutlineRow;
  /** How many months the room of the bar is wide. */
  months: number;
  writable: boolean;
}

/** A pointer that has taken hold of a bar, or of one of its ends. */
export class BarDrag {
  /** What a finger holds; a mouse shows it by its pointer. */
  lifted = $state<Grip | null>(null);
  /** Letting go is no click. */
  #moved = false;
  #held: { grip: Grip; pointerId: number; x: number; room: number } | null = null;
  #watch = new AbortController();
  readonly #finger = new FingerHold();
  readonly #drawing: () => Drawing;

  constructor(drawing: () => Drawing) {
    this.#drawing = drawing;
  }

  /** Whether a click is one, and no end of a drag. */
  get clicked(): boolean {
    return !this.#moved;
  }

  readonly attach = (bar: HTMLElement) => {
    const end = new AbortController();
    const { signal } = end;
    const away = () => this.#abandon();
    bar.addEventListener('pointerdown', (event) => this.#down(bar, event), { signal });
    bar.addEventListener('pointermove', (event) => this.#move(event), { signal });
    bar.addEventListener('pointerup', () => this.#release(), { signal });
    bar.addEventListener('pointercancel', away, { signal });
    bar.addEventListener('lostpointercapture', ({ target }) => target === bar && away(), {
      signal,
    });
    this.#finger.guard(bar, signal);
    return () => {
      away();
      end.abort();
    };
  };

  #down(bar: HTMLElement, event: PointerEvent): void {
    if (this.#held || !event.isPrimary) return;
    this.#moved = false;
    if (event.button !== 0 || !this.#drawing().writable) return;
    this.#watchFor(event.pointerId);
    if (event.pointerType !== 'mouse') {
      this.#finger.wait(bar, event, (grip) => this.#lift(bar, event, grip));
      return;
    }
    const end = event.target instanceof HTMLElement ? event.target.dataset.grip : undefined;
    this.#take(bar, event, end === 'start' || end === 'end' ? end : 'move');
  }

  /** The Escape key, and another finger wherever it is put. */
  #watchFor(pointerId: number): void {
    this.#watch.abort();
    this.#watch = new AbortController();
    const all = { signal: this.#watch.signal, capture: true };
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#abandon(), all);
    const other = (event: PointerEvent) => event.pointerId !== pointerId && this.#abandon();
    window.addEventListener('pointerdown', other, all);
  }

  #take(bar: HTMLElement, { clientX: x, pointerId }: PointerEvent, grip: Grip): void {
    this.#held = { grip, pointerId, x, room: bar.parentElement?.clientWidth ?? 1 };
    bar.setPointerCapture(pointerId);
  }

  #lift(bar: HTMLElement, event: PointerEvent, grip: Grip): void {
    this.#moved = true;
    if (!this.#drawing().writable) return;
    this.#take(bar, event, grip);
    this.lifted = grip;
    // The others see who holds it.
    bar.focus({ preventScroll: true });
  }

  #move({ clientX, pointerId }: PointerEvent): void {
    if (this.#held?.pointerId !== pointerId) return;
    const { grip, x, room } = this.#held;
    const { timeline, row, months } = this.#drawing();
    if (Math.abs(clientX - x) > slackPx) this.#moved = true;
    timeline.drag(row, grip, ((clientX - x) / room) * months);
  }

  #release(): void {
    const { timeline, row } = this.#drawing();
    if (this.#held) timeline.drop(row);
    this.#end();
  }

  #abandon(): void {
    if (this.#held) this.#drawing().timeline.cancel();
    this.#end();
  }

  #end(): void {
    this.#held = null;
    this.lifted = null;
    this.#watch.abort();
    this.#finger.stop();
    // The click of a pointer comes at once; one that a screen reader makes later is one.
    setTimeout(() => {
      if (!this.#held) this.#moved = false;
    });
  }
}
