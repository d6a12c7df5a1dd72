import { describe, expect, it } from 'vitest';
import type { Awareness } from 'y-protocols/awareness';
import { byPerson, othersIn } from './presence.ts';

const awareness = (states: [number, unknown][]) =>
  ({ clientID: 1, getStates: () => new Map(states) }) as unknown as Awareness;
const user = (id: string) => ({ id, name: `Name ${id}`, initials: id.toUpperCase() });

describe('who else is here', () => {
  it('leaves out oneself, one’s own other tabs and those without a vouched name', () => {
    const others = othersIn(
      awareness([
        [1, { user: user('me') }],
        [2, { user: user('me') }],
        [3, { cell: { row: 'a', column: 'b' } }],
        [
          4,
          {
            user: user('a'),
            where: { area: 'budget', part: 'p' },
            cell: { row: 'r', column: 'c' },
          },
        ],
      ]),
      'me',
    );
    expect(others).toEqual([
      {
        ...{ clientId: 4, personId: 'a', name: 'Name a', initials: 'A' },
        where: { area: 'budget', part: 'p' },
        cell: { row: 'r', column: 'c' },
      },
    ]);
  });

  it('takes nothing but short plain text from a client', () => {
    const [other] = othersIn(
      awareness([
        [2, { user: user('a'), where: { area: 5 }, cell: { row: 'x'.repeat(500), column: 'c' } }],
      ]),
      'me',
    );
    expect(other).toMatchObject({ where: null, cell: null });
  });

  it('counts a person once, by the tab that says where', () => {
    const people = byPerson(
      othersIn(
        awareness([
          [2, { user: user('a') }],
          [3, { user: user('a'), where: { area: 'x' } }],
        ]),
        'me',
      ),
    );
    expect(people).toHaveLength(1);
    expect(people[0]?.where).toEqual({ area: 'x' });
  });
});
