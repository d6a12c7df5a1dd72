export interface Scheduled {
  (): void;
  cancel(): void;
  /** Runs now what waits for its frame; nothing when nothing waits. */
  hurry(): void;
}

/** Runs at most once per painted frame; a hidden page paints none, so a timer stands in. */
export function onceAFrame(work: () => void): Scheduled {
  let frame: number | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const clear = () => {
    if (frame !== null) cancelAnimationFrame(frame);
    if (timer !== null) clearTimeout(timer);
    frame = null;
    timer = null;
  };
  const run = () => {
    clear();
    work();
  };
  const schedule = () => {
    if (frame !== null || timer !== null) return;
    if (!document.hidden) frame = requestAnimationFrame(run);
    timer = setTimeout(run, 250);
  };
  const hurry = () => {
    if (frame !== null || timer !== null) run();
  };
  return Object.assign(schedule, { cancel: clear, hurry });
}
