export interface FigureAt {
  row: number;
  column: number;
}

/** Where a key leads from a figure; null for keys that lead nowhere. */
export function stepOf(
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  { row, column }: FigureAt,
  last: FigureAt,
): FigureAt | null {
  const far = ctrlKey || metaKey;
  const steps: Record<string, FigureAt> = {
    ArrowUp: { row: far ? 0 : row - 1, column },
    ArrowDown: { row: far ? last.row : row + 1, column },
    ArrowLeft: { row, column: far ? 0 : column - 1 },
    ArrowRight: { row, column: far ? last.column : column + 1 },
    Home: { row: far ? 0 : row, column: 0 },
    End: { row: far ? last.row : row, column: last.column },
    PageUp: { row: 0, column },
    PageDown: { row: last.row, column },
  };
  const step = steps[key];
  if (!step) return null;
  const within = (at: number, most: number) => Math.max(0, Math.min(at, most));
  return { row: within(step.row, last.row), column: within(step.column, last.column) };
}
