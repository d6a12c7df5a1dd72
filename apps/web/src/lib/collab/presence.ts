import type { PartnerView } from '@samspel/domain/proposal/proposal-view';
import type { Awareness } from 'y-protocols/awareness';

/** Where somebody is: a page, or the place on it. */
export interface Whereabouts {
  area: string;
  part?: string;
}

export interface CellPresence {
  row: string;
  column: string;
}

/** One person in one document, as the server vouches for the name. */
export interface Presence {
  clientId: number;
  personId: string;
  name: string;
  initials: string;
  where: Whereabouts | null;
  cell: CellPresence | null;
}

/** Everybody else in a document, without one's own other tabs; of what a client says only plain words are believed. */
export function othersIn(awareness: Awareness, me: string): Presence[] {
  const others: Presence[] = [];
  for (const [clientId, state] of awareness.getStates()) {
    if (clientId === awareness.clientID) continue;
    const user = userOf(state);
    if (!user || user.personId === me) continue;
    others.push({
      clientId,
      ...user,
      where: whereaboutsOf(record(state.where)),
      cell: cellOf(record(state.cell)),
    });
  }
  return others;
}

/** One entry per person; of several tabs the first that says where it is. */
export function byPerson(present: readonly Presence[]): Presence[] {
  const people = new Map<string, Presence>();
  for (const one of present) {
    const known = people.get(one.personId);
    if (!known || (!known.where && one.where)) people.set(one.personId, one);
  }
  return [...people.values()].sort((a, b) => (a.personId < b.personId ? -1 : 1));
}

/** Ids of memberships tell their order. */
export function inOrderOfComing(partners: readonly PartnerView[]): string[] {
  return partners
    .flatMap(({ people }) => people)
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
    .map(({ personId }) => personId);
}

type User = Pick<Presence, 'personId' | 'name' | 'initials'>;

function userOf(state: Record<string, unknown> | undefined): User | null {
  const user = record(state?.user);
  const personId = plain(user?.personId) ?? plain(user?.id);
  if (!user || !personId) return null;
  return { personId, name: plain(user.name) ?? '', initials: plain(user.initials) ?? '' };
}

/** Whose edits carry this clientID, while they are here. */
export function authorOf(awareness: Awareness, clientId: number): User | null {
  return userOf(awareness.getStates().get(clientId));
}

function whereaboutsOf(value: Record<string, unknown> | null): Whereabouts | null {
  const area = plain(value?.area);
  if (!area) return null;
  const part = plain(value?.part);
  return part ? { area, part } : { area };
}

function cellOf(value: Record<string, unknown> | null): CellPresence | null {
  const row = plain(value?.row);
  const column = plain(value?.column);
  return row && column ? { row, column } : null;
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function plain(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 200 ? value : null;
}
