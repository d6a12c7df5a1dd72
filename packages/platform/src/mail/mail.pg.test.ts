import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { freePort } from '../../../../tests/support/free-port.ts';
import { startMailServer } from '../../../../tests/support/mail-server.ts';
import { quietLog } from '../../../../tests/support/quiet-log.ts';
import { asSystem } from '../db/as-system.ts';
import { openFiles } from '../files/files.ts';
import { newId } from '../ids.ts';
import { deliverMail } from './deliver-mail.ts';
import { openMailer } from './open-mailer.ts';
import { type NewMail, queueMail } from './queue-mail.ts';

const database = await testDatabase();
const folder = await mkdtemp(path.join(tmpdir(), 'samspel-mail-'));
const files = openFiles(folder);
const port = await freePort();
let server = await startMailServer(port);
const mailer = openMailer({
  smtpUrl: `smtp://127.0.0.1:${port}`,
  from: 'Samspel <no-reply@samspel.example>',
  log: quietLog(),
});

afterAll(async () => {
  mailer.close();
  await server.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await database.owner.deleteFrom('mail').execute();
  server.received.length = 0;
});
afterEach(async () => {
  server.refuseRecipient = undefined;
  await database.setClock({ offsetMs: 0 });
});

const queue = (mail: Partial<NewMail> = {}) =>
  asSystem(database.app, (trx) =>
    queueMail(trx, {
      effectKey: newId(),
      to: 'coordinator@mobile-heights.example',
      subject: 'Kvittens på er ansökan',
      text: 'Hej!',
      html: '<p>Hej!</p>',
      ...mail,
    }),
  );
const deliver = (over: { mailer: typeof mailer | null } = { mailer }) =>
  deliverMail({ db: database.app, files, log: quietLog(), ...over });
const ledger = () => database.owner.selectFrom('mail').selectAll().orderBy('createdAt').execute();

describe('the ledger', () => {
  test('takes a mail once for each effect', async () => {
    expect(await queue({ effectKey: 'receipt/1' })).toBe(true);
    expect(await queue({ effectKey: 'receipt/1', subject: 'again' })).toBe(false);
    expect(await ledger()).toHaveLength(1);
  });

  test('takes it once from many that write it at the same instant, and fails none', async () => {
    for (let round = 0; round < 200; round += 1) {
      const effectKey = `receipt/${round}`;
      const taken = await Promise.all(Array.from({ length: 8 }, () => queue({ effectKey })));
      expect(taken.filter(Boolean)).toHaveLength(1);
    }
  });

  test('forgets the mail of a transaction that fails', async () => {
    const failing = asSystem(database.app, async (trx) => {
      await queueMail(trx, { effectKey: 'x', to: 'a@b.example', subject: 's', text: '', html: '' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await ledger()).toEqual([]);
  });
});

describe('delivery', () => {
  test('a mail arrives whole, with an id that follows from its effect', async () => {
    const sha256 = await files.put(Buffer.from('%PDF-1.7 receipt'));
    const attachments = [{ filename: 'Kvittens åäö.pdf', mediaType: 'application/pdf', sha256 }];
    await queue({ effectKey: 'receipt/7', attachments });
    await deliver();
    const [mail] = server.received;
    expect(mail!.recipients).toEqual(['coordinator@mobile-heights.example']);
    expect(mail!.parsed).toMatchObject({
      subject: 'Kvittens på er ansökan',
      from: { text: '"Samspel" <no-reply@samspel.example>' },
      text: 'Hej!',
    });
    expect(mail!.parsed.attachments[0]).toMatchObject({
      filename: 'Kvittens åäö.pdf',
      contentType: 'application/pdf',
      content: Buffer.from('%PDF-1.7 receipt'),
    });
    const [row] = await ledger();
    expect(mail!.parsed.messageId).toBe(row!.messageId);
    expect(row).toMatchObject({ state: 'sent', attempts: 1, lastError: null });
    expect([row!.textBody, row!.htmlBody]).toEqual(['', '']);
    expect(row!.sentAt).not.toBeNull();
  });

  test('five workers at once deliver 40 mails once each', async () => {
    await Promise.all(Array.from({ length: 40 }, () => queue()));
    await Promise.all(Array.from({ length: 5 }, () => deliver()));
    expect(server.received).toHaveLength(40);
    expect((await ledger()).every((row) => row.state === 'sent')).toBe(true);
  });

  test('a server that is down for two days delays and loses nothing', async () => {
    await server.stop();
    for (let n = 0; n < 3; n += 1) await queue();
    for (let hours = 0; hours < 48; hours += 1) {
      await database.setClock({ offsetMs: hours * 3_600_000 });
      expect(await deliver()).toBe(false);
    }
    expect((await ledger()).map((row) => row.state)).toEqual(['queued', 'queued', 'queued']);
    server = await startMailServer(port);
    await database.setClock({ offsetMs: 49 * 3_600_000 });
    await deliver();
    expect(server.received).toHaveLength(3);
    expect(new Set((await ledger()).map((row) => row.state))).toEqual(new Set(['sent']));
  });

  test('a recipient put off by greylisting is tried later and holds nobody up', async () => {
    await queue({ to: 'grey@techtank.example' });
    server.refuseRecipient = { code: 451, message: 'try later' };
    await deliver();
    server.refuseRecipient = undefined;
    await queue({ to: 'other@techtank.example' });
    await deliver();
    expect(server.received.map((mail) => mail.recipients[0])).toEqual(['other@techtank.example']);
    await database.setClock({ offsetMs: 31_000 });
    await deliver();
    expect(server.to('grey@techtank.example')).toHaveLength(1);
  });

  test('a recipient refused for good is failed with the reason, and not tried again', async () => {
    await queue({ to: 'nobody@techtank.example' });
    server.refuseRecipient = { code: 550, message: 'no such person' };
    await deliver();
    const [row] = await ledger();
    expect(row).toMatchObject({ state: 'failed', attempts: 1, sentAt: null });
    expect(row!.lastError).toContain('no such person');
    server.refuseRecipient = undefined;
    await database.setClock({ offsetMs: 86_400_000 });
    await deliver();
    expect(server.received).toEqual([]);
  });

  test('a mail put off for more than five days is failed', async () => {
    await queue();
    server.refuseRecipient = { code: 451, message: 'try later' };
    await database.setClock({ offsetMs: 5 * 86_400_000 + 60_000 });
    await deliver();
    expect((await ledger())[0]).toMatchObject({ state: 'failed' });
  });

  test('the mail of a worker that died is tried again after its lease, not before', async () => {
    await queue();
    const dying = { send: () => new Promise<void>(() => {}), close: () => {} };
    void deliver({ mailer: dying });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await deliver();
    expect(server.received).toEqual([]);
    await database.setClock({ offsetMs: 121_000 });
    await deliver();
    expect(server.received).toHaveLength(1);
  });

  test('without a mail server mails are kept to be read', async () => {
    await queue();
    await deliver({ mailer: null });
    expect((await ledger())[0]).toMatchObject({ state: 'kept', textBody: 'Hej!' });
    await deliver();
    expect(server.received).toEqual([]);
  });
});

describe('a hostile address or subject', () => {
  test.each([
    ['subject', 'Hello\r\nBcc: victim@region.example'],
    ['subject', 'Hello\nContent-Type: text/html\n\n<script>'],
    ['subject', 'Hello\u2028Bcc: victim@region.example'],
    ['to', 'a@techtank.example\r\nBcc: victim@region.example'],
    ['to', 'a@techtank.example, victim@region.example'],
    ['to', 'a@techtank.example> RCPT TO:<victim@region.example'],
    ['to', '"Group": victim@region.example;'],
  ])('cannot add a header or a recipient: %s %j', async (field, value) => {
    await queue({ [field]: value });
    await deliver();
    for (const mail of server.received) {
      expect(mail.recipients).not.toContain('victim@region.example');
      expect(mail.recipients).toHaveLength(1);
      expect([mail.parsed.bcc, mail.parsed.cc]).toEqual([undefined, undefined]);
      expect(mail.parsed.headers.get('content-type')).toMatchObject({
        value: 'multipart/alternative',
      });
    }
    const expected = field === 'subject' ? 1 : 0;
    expect(server.received).toHaveLength(expected);
  });
});
