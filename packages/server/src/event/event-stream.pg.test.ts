import type { StreamMessage } from '@samspel/domain/event/event-view';
import { topics } from '@samspel/platform/bus/bus';
import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import { type Caller, formConsortium, openStage } from '../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const partner = { organisation: 'Smart Textiles', email: 'editor@smart-textiles.example' };

type Tracked = [id: string, data: StreamMessage, symbol: symbol];

/** Reads a stream as a screen does. */
async function follow(caller: Caller, input: { proposalId: string | null; lastEventId?: string }) {
  const stream = (await caller.event.stream(input)) as AsyncIterable<Tracked>;
  const iterator = stream[Symbol.asyncIterator]();
  const seen: StreamMessage[] = [];
  let cursor = '';
  let ended: unknown;
  const reading = (async () => {
    try {
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return;
        const [id, data] = value as Tracked;
        cursor = id;
        seen.push(data);
      }
    } catch (error) {
      ended = error;
    }
  })();
  return {
    seen,
    types: () => seen.map(({ type }) => type),
    cursor: () => cursor,
    ended: () => ended,
    reading,
    stop: () => void iterator.return?.(),
  };
}

const hint = (id: string) =>
  stage.bus.publish(topics.aggregate(id), { aggregateId: id, version: 0 });

describe('the event stream', () => {
  test('tells a screen to read again when it opens, then what happens, in order', async () => {
    const { proposalId, coordinator } = await formConsortium(stage);
    const screen = await follow(coordinator, { proposalId });
    await eventually('it opened', () => screen.seen.length === 2);
    expect(screen.types()).toEqual(['stream.opened', 'stream.opened']);
    for (const email of ['a@techtank.example', 'b@techtank.example']) {
      await coordinator.consortium.invitePerson({
        proposalId,
        partnerId: (await coordinator.proposal.get({ id: proposalId })).me.partnerId,
        email,
        role: 'reader',
      });
    }
    await hint(proposalId);
    await eventually('both arrived', () => screen.seen.length === 4);
    const [first, second] = screen.seen.slice(2);
    expect([first!.type, second!.type]).toEqual([
      'consortium.person_invited',
      'consortium.person_invited',
    ]);
    expect(second!.version).toBe(first!.version + 1);
    screen.stop();
  });

  test('goes on after a cut where the screen was, and loses nothing when hints are lost', async () => {
    const { proposalId, coordinator } = await formConsortium(stage);
    const screen = await follow(coordinator, { proposalId });
    await eventually('it opened', () => screen.seen.length === 2);
    const cursor = screen.cursor();
    screen.stop();
    const { me } = await coordinator.proposal.get({ id: proposalId });
    const invite = (email: string) =>
      coordinator.consortium.invitePerson({
        proposalId,
        partnerId: me.partnerId,
        email,
        role: 'reader',
      });
    await invite('c@techtank.example');
    const again = await follow(coordinator, { proposalId, lastEventId: cursor });
    await eventually('what was missed', () => again.seen.length === 1);
    expect(again.types()).toEqual(['consortium.person_invited']);
    // No hint at all: only the poll finds it.
    await invite('d@techtank.example');
    await eventually('the poll found it', () => again.seen.length === 2);
    again.stop();
  });

  test('a cursor from the future or about somebody else hides nothing', async () => {
    const { proposalId, coordinator } = await formConsortium(stage);
    const { me } = await coordinator.proposal.get({ id: proposalId });
    const foreign = '00000000-0000-7000-8000-000000000000';
    const screen = await follow(coordinator, {
      proposalId,
      lastEventId: `${proposalId}=99999.${foreign}=1.rubbish`,
    });
    await coordinator.consortium.invitePerson({
      proposalId,
      partnerId: me.partnerId,
      email: 'e@techtank.example',
      role: 'reader',
    });
    await hint(proposalId);
    await eventually('it arrived', () => screen.types().includes('consortium.person_invited'));
    expect(screen.cursor()).not.toContain(foreign);
    screen.stop();
  });

  test('ends for whoever loses the right, before anything later is told', async () => {
    const { proposalId, coordinator, people, partnerIds } = await formConsortium(stage, [partner]);
    const screen = await follow(people[0]!, { proposalId });
    await eventually('it opened', () => screen.seen.length === 2);
    await coordinator.consortium.dropPartner({
      proposalId,
      partnerId: partnerIds[0]!,
      reason: 'Ett skäl',
    });
    await hint(proposalId);
    await eventually('it ended', () => screen.ended() !== undefined);
    expect(screen.types()).toEqual(['stream.opened', 'stream.opened']);
    expect(screen.ended()).toBeInstanceOf(TRPCError);
    expect(screen.ended()).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a person’s own stream needs no proposal', async () => {
    const person = await stage.person('alone@techtank.example');
    const screen = await follow(person, { proposalId: null });
    await eventually('it opened', () => screen.seen.length === 1);
    expect(screen.seen[0]).toMatchObject({ kind: 'person', type: 'stream.opened' });
    screen.stop();
  });
});

test('the activity names people and partners of today, newest first, page by page', async () => {
  const { proposalId, coordinator } = await formConsortium(stage, [partner]);
  const items = await coordinator.activity.list({ proposalId });
  expect(items.map(({ type }) => type)).toEqual([
    'consortium.invitation_accepted',
    'consortium.partner_invited',
    'proposal.created',
  ]);
  expect(items[0]).toMatchObject({
    actorName: 'editor',
    params: { partner: 'Smart Textiles', person: 'editor' },
  });
  const older = await coordinator.activity.list({ proposalId, beforeVersion: items[0]!.version });
  expect(older).toEqual(items.slice(1));
});
