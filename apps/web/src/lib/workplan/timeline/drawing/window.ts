/** The rows of a long list that are drawn: those in view, and some above and below them. */
export function rowsInView(
  count: number,
  view: { topPx: number; heightPx: number; rowPx: number },
): { from: number; to: number } {
  const above = Math.floor(view.topPx / view.rowPx);
  const below = Math.ceil((view.topPx + view.heightPx) / view.rowPx);
  return { from: Math.max(0, above - spare), to: Math.min(count, below + spare) - 1 };
}

/** So many are drawn all at once: then the browser finds words in them, and prints them. */
export const mostDrawn = 80;

const spare = 8;
