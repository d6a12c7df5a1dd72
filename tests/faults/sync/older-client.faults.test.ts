import { setTimeout as wait } from 'node:timers/promises';
import { freezeDocuments } from '@samspel/sync/store/documents';
import { issueTicket } from '@samspel/sync/store/tickets';
import { newClient, type TestPerson } from '@samspel/sync/testing/running-hub';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { SyncClient as Older } from '../frozen/client-v1.js';
import { startChild } from '../support/child.ts';
import { report } from '../support/report.ts';
import { bentSocket } from './bent-socket.ts';
import { startSyncInstallation } from './installation.ts';
import { Writers } from './writers.ts';

const random = seeded();
const next = () => random.next();
const stage = await startSyncInstallation({ random: next });
afterAll(() => stage.stop());

const older = (person: TestPerson, more: object = {}) =>
  new Older({
    url: `${stage.url}/sync`,
    ticket: () => issueTicket(stage.db, person),
    heartbeatMs: 500,
    ...more,
  });

/** Every second person has a page open that was delivered before. */
const mixed = (more: object = {}) =>
  Writers.start(stage.db, stage.url, next, {
    connect: (person, index) =>
      index % 2 === 0
        ? older(person, more)
        : newClient(stage.db, stage.url, person, { heartbeatMs: 500 }),
  });

describe('pages of an older version, and of this one, at a server of this version', () => {
  test('write together through kills, cuts and compaction; nothing is lost and all have the same', async () => {
    const writers = await mixed();
    const compactor = startChild('compactor.ts', {
      DATABASE_URL: stage.postgres.urlOf('postgres'),
      FAULT_ROWS: '20',
    });
    const faults: (() => Promise<void>)[] = [
      async () => stage.toHub.reset(),
      async () => stage.toHub.cutAfter(500),
      () => stage.hub.kill().then(() => stage.hub.start()),
      async () => stage.toHub.halfOpen(),
      () => stage.hub.kill('SIGTERM').then(() => stage.hub.start()),
    ];
    for (const fault of faults) {
      await wait(600);
      writers.noteWhatIsPromised();
      await fault();
      writers.noteWhatIsPromised();
    }
    await wait(600);
    await writers.expectAllSaved();
    compactor.kill();
    await compactor.exit;
    await writers.close();
    const kills = { hub: 1 };
    report('older-client', { seed: random.seed, kills, ...writers.counts });
  });

  test('an older page comes back after a pause with what it wrote meanwhile, and hears of a freeze', async () => {
    const writers = await mixed();
    await eventually('some work is done', () => {
      writers.noteWhatIsPromised();
      return writers.counts.acknowledged > 30;
    });
    writers.pause(0);
    await wait(500);
    expect(writers.unsaved()).toBeGreaterThan(0);
    writers.resume(0);
    await writers.expectAllSaved();
    await stage.db.transaction().execute((trx) => freezeDocuments(trx, writers.names, 'submitted'));
    await eventually('told', () => writers.frozen().every((reason) => reason === 'submitted'));
    await writers.close();
  });

  test('control: a server that numbers an answer otherwise is found out', async () => {
    const renumbered = bentSocket(() => ({
      heard: (message) =>
        message[0] === 5 ? [Uint8Array.from([12, ...message.slice(1)])] : [message],
    }));
    const writers = await mixed({ WebSocket: renumbered });
    await wait(1500);
    await expect(writers.expectAllSaved({ withinMs: 5000 })).rejects.toThrow('everything is saved');
    await writers.close();
  });
});
