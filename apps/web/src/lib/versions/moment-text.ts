import type { VersionView } from '@samspel/domain/proposal/version-view';
import { formatDate, formatList } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** "14:05–14:32", or one time where it began and ended within a minute. */
export function timeText({ begun, ended }: VersionView): string {
  const [from, to] = [formatDate(begun, 'time'), formatDate(ended, 'time')];
  return from === to ? to : `${from}–${to}`;
}

export function writersText({ by, byOthers }: VersionView): string {
  return formatList([...by, ...(byOthers ? [m.versions_by_others()] : [])]);
}

export const changesOf = ({ from, to }: VersionView): number => to - from + 1;
