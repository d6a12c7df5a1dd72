import type { Cursor } from './event.queries.ts';

const part = /^([0-9a-f-]{36})=(\d{1,9})$/;

/** `<aggregate>=<version>` joined by `.`: all that a browser needs to say to go on where it was. */
export function writeCursor(cursor: Cursor): string {
  return [...cursor].map(([id, version]) => `${id}=${version}`).join('.');
}

/** Versions the browser has seen; what is not about the aggregates it may follow is left out. */
export function readCursor(text: string, present: Cursor): Cursor {
  const seen = new Map(
    text.split('.').flatMap((piece) => {
      const found = part.exec(piece);
      return found ? [[found[1]!, Number(found[2])] as const] : [];
    }),
  );
  return new Map(
    // A version from the future (a restored backup) would hide everything up to it.
    [...present].map(([id, version]) => [id, Math.min(seen.get(id) ?? version, version)]),
  );
}
