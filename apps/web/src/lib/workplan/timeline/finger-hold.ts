import type { Grip } from './timeline-state.svelte.ts';

/** Less than the half second after which browsers open a menu of their own. */
const holdMs = 400;
/** No finger lies quite still. */
const slackPx = 10;
/** How much of a bar's end is the end to a finger. */
const endPx = 24;

/** A finger, or a pen, that rests on a bar takes hold of it; if it moves first it scrolls, if it leaves first it taps. */
export class FingerHold {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #from = { x: 0, y: 0 };
  #waits = false;
  /** The touch is the bar's to its end: it neither scrolls nor taps, even if the drag was abandoned. */
  #taken = false;

  /** Not passive, and there from the start: only so may a page hold back what would scroll. */
  guard(bar: HTMLElement, signal: AbortSignal): void {
    const ours = (event: Event) => {
      if (this.#taken && event.cancelable) event.preventDefault();
    };
    bar.addEventListener('touchmove', ours, { signal, passive: false });
    bar.addEventListener('touchend', ours, { signal, passive: false });
    const menu = (event: Event) => (this.#waits || this.#taken) && event.preventDefault();
    bar.addEventListener('contextmenu', menu, { signal });
    bar.addEventListener('pointermove', (event) => this.#stray(event), { signal });
  }

  wait(bar: HTMLElement, { clientX: x, clientY: y }: PointerEvent, take: (grip: Grip) => void) {
    this.#taken = false;
    this.#waits = true;
    this.#from = { x, y };
    this.#timer = setTimeout(() => {
      this.#waits = false;
      this.#taken = true;
      take(gripAt(bar, x));
    }, holdMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waits = false;
  }

  #stray({ clientX, clientY }: PointerEvent): void {
    const { x, y } = this.#from;
    if (this.#waits && Math.hypot(clientX - x, clientY - y) > slackPx) this.stop();
  }
}

/** An end, of a bar that is wide enough to be taken in its middle as well. */
function gripAt(bar: HTMLElement, x: number): Grip {
  const { left, right, width } = bar.getBoundingClientRect();
  if (width < 3 * endPx || !bar.querySelector('[data-grip]')) return 'move';
  if (x - left < endPx) return 'start';
  return right - x < endPx ? 'end' : 'move';
}
