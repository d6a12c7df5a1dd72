import { setTimeout as wait } from 'node:timers/promises';
import { encodeReply } from '@samspel/sync/protocol/replies';
import { decodeRequests } from '@samspel/sync/protocol/requests';
import { newClient } from '@samspel/sync/testing/running-hub';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { report } from '../support/report.ts';
import { rounds } from '../support/rounds.ts';
import { bentSocket } from './bent-socket.ts';
import { startSyncInstallation } from './installation.ts';
import { doubledRows } from './rows.ts';
import { Writers } from './writers.ts';

const random = seeded();
const next = () => random.next();
const stage = await startSyncInstallation({ random: next });
afterEach(() => stage.toHub.mend());
afterAll(() => stage.stop());

type How = Parameters<typeof newClient>[3];
const start = (how: How = {}) =>
  Writers.start(stage.db, stage.url, next, {
    connect: (person) => newClient(stage.db, stage.url, person, { heartbeatMs: 500, ...how }),
  });

const updatesOnly = (message: Uint8Array) =>
  [...decodeRequests(message)].every(({ type }) => type === 'update');

/** Says what it has to say twice, now and then. */
const stammering = bentSocket(() => ({
  sent: (message) => (updatesOnly(message) && random.next() < 0.3 ? [message, message] : [message]),
}));

/** Calls saved what was sent. */
const trusting = bentSocket((hear) => ({
  sent(message) {
    for (const request of decodeRequests(message)) {
      if (request.type !== 'update') continue;
      const { handle, message: number } = request;
      queueMicrotask(() =>
        hear(encodeReply({ type: 'ack', handle, message: number, to: 0, at: 1 })),
      );
    }
    return [message];
  },
}));

const someWork = (writers: Writers) =>
  eventually('some work is done', () => {
    writers.noteWhatIsPromised();
    return writers.counts.acknowledged > 30;
  });

describe('lines', () => {
  test('edits that are sent twice are there once', async () => {
    const writers = await start({ WebSocket: stammering });
    const spells = rounds(3, 60, 0.02);
    while (spells.due()) {
      await wait(700);
      stage.toHub.reset();
      spells.done += 1;
    }
    await writers.expectAllSaved();
    const doubled = await doubledRows(stage.db, writers.names);
    await writers.close();
    report('sent-twice', {
      ...{ seed: random.seed, rounds: spells.figures() },
      ...{ doubled, ...writers.counts },
    });
    expect(doubled).toBe(0);
  });

  test('a line that died unseen is noticed and made anew', async () => {
    const writers = await start();
    await someWork(writers);
    stage.toHub.halfOpen();
    await eventually('somebody waits', () => writers.unsaved() > 0);
    await writers.expectAllSaved();
    await writers.close();
    report('half-open', { seed: random.seed, ...writers.counts });
  });

  test('control: without a sign of life that is asked for nobody notices', async () => {
    const writers = await start({ heartbeatMs: 600_000 });
    await someWork(writers);
    stage.toHub.halfOpen();
    await eventually('somebody waits', () => writers.unsaved() > 0);
    await expect(writers.expectAllSaved({ withinMs: 5000 })).rejects.toThrow('everything is saved');
    await writers.close();
  });

  test('control: clients that call saved what they have sent lose it with their line', async () => {
    const writers = await start({ WebSocket: trusting });
    await someWork(writers);
    stage.toHub.silence();
    await wait(400);
    writers.stopWriting();
    writers.noteWhatIsPromised();
    stage.toHub.mend();
    stage.toHub.reset();
    await expect(writers.probe()).rejects.toThrow('edits that were called saved and are not there');
    await writers.close();
  });
});
