import { asSystem } from '@samspel/platform/db/as-system';
import { newId } from '@samspel/platform/ids';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { openStage } from '../../../../tests/support/stage.ts';
import { makeAdministrator } from './make-administrator.ts';
import { findActor, listPeople } from './person.queries.ts';
import { registerPerson } from './register-person.ts';

const database = await testDatabase();
const stage = await openStage(database);
const db = database.app;

describe('a person', () => {
  test('is registered once, whatever runs twice or at once', async () => {
    const person = { id: newId(), email: 'Anna.Berg@mobile-heights.example' };
    const results = await Promise.all([1, 2, 3].map(() => registerPerson(db, person)));
    expect(results.filter(({ registered }) => registered)).toHaveLength(1);
    const events = await database.owner
      .selectFrom('event')
      .select('type')
      .where('aggregateId', '=', person.id)
      .execute();
    expect(events).toEqual([{ type: 'person.registered' }]);
    const caller = await stage.person('anna.berg@mobile-heights.example');
    expect((await caller.person.me()).person).toMatchObject({
      id: person.id,
      name: 'Anna Berg',
      initials: 'AB',
      language: 'sv',
    });
  });

  test('changes their own name and language, and cannot be nameless', async () => {
    const caller = await stage.person('name@mobile-heights.example');
    const changed = await caller.person.updateMe({ name: '  Åsa \u202e Öberg ', language: 'en' });
    expect(changed).toMatchObject({ name: 'Åsa Öberg', language: 'en' });
    await expect(caller.person.updateMe({ name: ' ' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    expect((await caller.person.me()).person?.name).toBe('Åsa Öberg');
  });

  test('who is a visitor is nobody, and is told the time and whether this is a demo', async () => {
    const me = await stage.visitor.person.me();
    expect(me).toMatchObject({
      person: null,
      roles: { isAdmin: false, officerOf: [] },
      demo: false,
    });
    expect(Date.parse(me.serverTime)).not.toBeNaN();
  });

  test('an officer of an authority is one while the membership lasts', async () => {
    const actor = await stage.actor('officer@tillvaxtverket.example');
    const { authorityId } = await database.owner
      .selectFrom('call')
      .select('authorityId')
      .limit(1)
      .executeTakeFirstOrThrow();
    const membership = {
      id: newId(),
      personId: actor.personId,
      organisationId: authorityId,
      role: 'officer' as const,
      toAt: null,
    };
    await database.owner.insertInto('membership').values(membership).execute();
    const calls = await database.owner.selectFrom('call').select('id').execute();
    expect(await findActor(db, actor.personId)).toMatchObject({
      officerOf: expect.arrayContaining(calls.map(({ id }) => id)),
    });
    const caller = await stage.person(actor.email);
    expect((await caller.person.me()).roles.officerOf).toHaveLength(calls.length);
    const listed = async () => {
      const people = await asSystem(database.app, listPeople);
      return people.find(({ id }) => id === actor.personId);
    };
    expect(await listed()).toMatchObject({ email: actor.email, isAdmin: false, isOfficer: true });
    await database.owner
      .updateTable('membership')
      .set({ toAt: new Date() })
      .where('id', '=', membership.id)
      .execute();
    expect(await findActor(db, actor.personId)).toMatchObject({ officerOf: [] });
    expect(await listed()).toMatchObject({ isOfficer: false });
  });

  test('the first administrator is made by the operator, twice without harm', async () => {
    const email = 'Admin@samspel.example';
    expect(await makeAdministrator(db, { email })).toBe('made');
    expect(await makeAdministrator(db, { email })).toBe('existed');
    await expect(makeAdministrator(db, { email: 'no address' })).rejects.toThrow();
    const admin = await stage.person('admin@samspel.example');
    expect(await admin.admin.health()).toMatchObject({ mailsFailed: 0, deliveriesParked: 0 });
    expect((await admin.admin.people()).length).toBeGreaterThan(2);
  });
});

describe('the directory and the calls', () => {
  test('are found by kind, region, theme and words; what matches nothing is an empty list', async () => {
    const { visitor } = stage;
    const all = await visitor.cluster.list();
    expect(all.length).toBeGreaterThan(10);
    expect(all.map(({ kind }) => kind)).not.toContain('authority');
    const south = await visitor.cluster.list({ nuts2: 'SE22', kind: 'cluster' });
    expect(south.map(({ name }) => name)).toContain('Mobile Heights');
    expect(south.every(({ nuts2 }) => nuts2 === 'SE22')).toBe(true);
    const theme = all.find(({ themes }) => themes.length > 0)!.themes[0]!;
    const themed = await visitor.cluster.list({ theme });
    expect(themed.every(({ themes }) => themes.includes(theme))).toBe(true);
    expect(await visitor.cluster.list({ nuts2: 'SE99' })).toEqual([]);
    expect(await visitor.cluster.list({ search: '%' })).toEqual([]);
    expect(await visitor.cluster.get({ id: all[0]!.id })).toEqual(all[0]);
  });

  test('a call that is a draft does not exist, one that has closed says so', async () => {
    const [call] = await stage.visitor.calls.list();
    await database.setClock({ fixedAt: new Date(Date.parse(call!.closesAt) + 1) });
    expect((await stage.visitor.calls.get({ id: call!.id })).phase).toBe('closed');
    await database.setClock({ fixedAt: call!.closesAt });
    expect((await stage.visitor.calls.get({ id: call!.id })).phase).toBe('open');
    await database.setClock({ fixedAt: new Date(Date.parse(call!.opensAt) - 1) });
    expect((await stage.visitor.calls.get({ id: call!.id })).phase).toBe('upcoming');
    await database.setClock({ offsetMs: 0 });
    const setStatus = (status: 'draft' | 'published') =>
      database.owner.updateTable('call').set({ status }).where('id', '=', call!.id).execute();
    await setStatus('draft');
    await expect(stage.visitor.calls.get({ id: call!.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await stage.visitor.calls.list()).map(({ id }) => id)).not.toContain(call!.id);
    await setStatus('published');
  });
});
