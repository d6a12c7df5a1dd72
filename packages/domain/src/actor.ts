/** Who acts. `officerOf` holds the ids of the calls whose authority the person belongs to. */
export type Actor =
  | { kind: 'person'; personId: string; email: string; isAdmin: boolean; officerOf: string[] }
  | { kind: 'system' }
  | { kind: 'anonymous' };

export function personIdOf(actor: Actor): string | null {
  return actor.kind === 'person' ? actor.personId : null;
}
