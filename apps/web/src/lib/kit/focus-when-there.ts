import { tick } from 'svelte';

const patienceMs = 2000;

/**
 * Leads the focus to what is about to be drawn. What a document holds is shown with a later frame, the
 * later the busier the machine is: looked for frame by frame, and given up when it does not come.
 */
export function focusWhenThere(find: () => HTMLElement | null | undefined): void {
  const until = performance.now() + patienceMs;
  const look = () => {
    const element = find();
    if (element) {
      element.focus();
      element.scrollIntoView({ block: 'center' });
    } else if (performance.now() < until) requestAnimationFrame(look);
  };
  void tick().then(look);
}
