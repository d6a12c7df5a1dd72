import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../../tests/support/database.ts';
import { askedMinor, askedPledge, type CoFunder } from '../../../../../tests/support/pledge.ts';
import { openStage } from '../../../../../tests/support/stage.ts';
import { certificateOf } from '../certificate-of.ts';
import { addCertificate } from './add-certificate.ts';

const database = await testDatabase();
const stage = await openStage(database);
afterEach(() => database.setClock({ offsetMs: 0 }));

const refused = (code: string, reason: string) => ({ cause: { code, reason } });
const pdf = (text: string) => Buffer.from(`%PDF-1.7\n% ${text}\n%%EOF\n`);
const anonymous = { kind: 'anonymous' } as const;

async function sign({ caller, token, pledge }: CoFunder, also: { statementHash?: string } = {}) {
  const { version, statement } = await pledge();
  return caller.cofunding.signPledge({
    ...{ token, seen: version, signedName: 'Eva Chef', signedFunction: 'Regiondirektör' },
    ...{ language: 'sv', statementHash: statement?.sv.hash ?? 'a'.repeat(64), ...also },
  });
}

async function hand(
  { token, device, pledge }: CoFunder,
  bytes: Buffer,
  seen?: number,
  filename = 'Intyg.pdf',
) {
  const context = { ...stage.contextOf(anonymous), files: stage.files };
  return addCertificate(
    context,
    { token, seen: seen ?? (await pledge()).version, filename, bytes },
    { actor: anonymous, deviceKey: device.key },
  );
}

const fetchAs = (deviceKey: string | null, pledgeId: string, number = 1) =>
  certificateOf(
    { db: database.app, actor: anonymous, files: stage.files },
    { pledgeId, number },
    deviceKey,
  );

describe('PL5: a signature', () => {
  test('is over the words read, the amount, name, function and time, and is kept with its hash', async () => {
    const { proposalId, coordinator, funder, pledgeId } = await askedPledge(stage);
    await expect(sign(funder)).rejects.toMatchObject(refused('conflict', 'pledge_is_not_made'));
    await funder.say('pledge');
    expect(await stage.events(() => sign(funder))).toEqual(['cofunding.pledge_signed']);
    expect(await stage.events(() => sign(funder))).toEqual([]);
    const row = await database.owner
      .selectFrom('pledgeSignature')
      .selectAll()
      .where('pledgeId', '=', pledgeId)
      .executeTakeFirstOrThrow();
    expect(createHash('sha256').update(row.content).digest()).toEqual(row.contentHash);
    expect(JSON.parse(row.content)).toMatchObject({
      format: 'samspel.pledge/1',
      pledgeId,
      amountMinor: askedMinor,
      signedName: 'Eva Chef',
      signedFunction: 'Regiondirektör',
      signedAt: row.at.toISOString(),
      statement: { version: 1, language: 'sv', text: row.statement },
    });
    expect(row.statement).toContain('Region Skåne medfinansierar Mobile Heights');
    const [view] = await coordinator.cofunding.pledges({ proposalId });
    expect(view?.signature).toMatchObject({ name: 'Eva Chef', function: 'Regiondirektör' });
    await stage.runHandlers();
    const mail = await database.owner
      .selectFrom('mail')
      .select('textBody')
      .where('effectKey', '=', `pledge-signed/${row.id}`)
      .executeTakeFirstOrThrow();
    expect(mail.textBody).toContain(row.contentHash.toString('hex'));
    expect(mail.textBody).toContain(row.statement);
  });

  test('of words that have moved is refused', async () => {
    const { proposalId, coordinator, funder } = await askedPledge(stage);
    await funder.say('pledge');
    const before = (await funder.pledge()).statement!.sv.hash;
    const { version } = await coordinator.proposal.get({ id: proposalId });
    await coordinator.proposal.describe({
      ...{ id: proposalId, title: 'Ett annat namn', expectedVersion: version },
    });
    await expect(sign(funder, { statementHash: before })).rejects.toMatchObject(
      refused('conflict', 'statement_moved'),
    );
  });

  test('ends with another amount, and a new one is asked for', async () => {
    const { funder, pledgeId } = await askedPledge(stage);
    await funder.say('pledge');
    await sign(funder);
    await funder.say('pledge', { amountMinor: '500' });
    expect((await funder.pledge()).signature).toBeNull();
    await sign(funder);
    expect((await funder.pledge()).signature).toMatchObject({ amountMinor: '500' });
    await funder.say('withdraw');
    const rows = await database.owner
      .selectFrom('pledgeSignature')
      .select(['amountMinor', 'endedAt'])
      .where('pledgeId', '=', pledgeId)
      .orderBy('at')
      .execute();
    expect(rows.map(({ amountMinor }) => amountMinor.toString())).toEqual([askedMinor, '500']);
    expect(rows.every(({ endedAt }) => endedAt !== null)).toBe(true);
  });
});

describe('PL6, PL7: a certificate', () => {
  test('with a signature of the same amount certifies the pledge; another amount does not', async () => {
    const { proposalId, coordinator, funder } = await askedPledge(stage);
    await expect(hand(funder, pdf('1'))).rejects.toMatchObject({ reason: 'pledge_is_not_made' });
    await funder.say('pledge');
    expect(await hand(funder, pdf('1'))).toEqual({ status: 'pledged' });
    expect(await sign(funder)).toEqual({ status: 'certified' });
    const [view] = await coordinator.cofunding.pledges({ proposalId });
    expect(view).toMatchObject({ status: 'certified', certificates: [{ filename: 'Intyg.pdf' }] });
    expect(await funder.say('pledge', { amountMinor: '500' })).toEqual({ status: 'pledged' });
    expect(await sign(funder)).toEqual({ status: 'pledged' });
    // The same paper handed in anew says the new amount.
    const again = () => hand(funder, pdf('1'));
    expect(await stage.events(again)).toEqual(['cofunding.pledge_certificate_added']);
    expect((await funder.pledge()).status).toBe('certified');
  });

  test('keeps its earlier versions; sent twice it is one', async () => {
    const { funder, pledgeId } = await askedPledge(stage);
    await funder.say('pledge');
    await hand(funder, pdf('1'));
    expect(await stage.events(() => hand(funder, pdf('1')))).toEqual([]);
    await hand(funder, pdf('2'));
    expect((await funder.pledge()).certificates.map(({ number }) => number)).toEqual([2, 1]);
    expect((await fetchAs(funder.device.key, pledgeId, 1)).bytes).toEqual(pdf('1'));
    expect((await fetchAs(funder.device.key, pledgeId, 2)).bytes).toEqual(pdf('2'));
  });

  test('is what it is, not what it is called, and nothing else is stored', async () => {
    const { funder, pledgeId } = await askedPledge(stage);
    await funder.say('pledge');
    await expect(hand(funder, Buffer.from('<html></html>'))).rejects.toMatchObject({
      reason: 'certificate_not_a_document',
    });
    await expect(hand(funder, Buffer.alloc(5_000_001))).rejects.toMatchObject({
      reason: 'certificate_too_large',
    });
    await expect(hand(funder, pdf('3'), 1)).rejects.toMatchObject({ reason: 'changed_meanwhile' });
    // A PDF to us and a page to whoever opens it by its name.
    await hand(funder, pdf('<script>alert(1)</script>'), undefined, 'intyg.html');
    expect((await fetchAs(funder.device.key, pledgeId)).filename).toBe('intyg.html.pdf');
  });

  test('of another link is not there, nor for a browser that nobody confirmed', async () => {
    const one = await askedPledge(stage);
    await one.funder.say('pledge');
    await hand(one.funder, pdf('mine'));
    const other = await askedPledge(stage);
    const absent = { code: 'not_found' };
    await expect(fetchAs(other.funder.device.key, one.pledgeId)).rejects.toMatchObject(absent);
    await expect(fetchAs(null, one.pledgeId)).rejects.toMatchObject(absent);
    await expect(fetchAs(one.funder.device.key, one.pledgeId, 2)).rejects.toMatchObject(absent);
    const stranger = await stage.actor('outsider@elsewhere.example');
    const member = await stage.actor('editor@smart-textiles.example');
    const as = (actor: typeof member) =>
      certificateOf(
        { db: database.app, actor, files: stage.files },
        { pledgeId: one.pledgeId, number: 1 },
        null,
      );
    await expect(as(stranger)).rejects.toMatchObject(absent);
    expect((await as(member)).bytes).toEqual(pdf('mine'));
    await one.coordinator.cofunding.revokePledge({ pledgeId: one.pledgeId });
    await expect(fetchAs(one.funder.device.key, one.pledgeId)).rejects.toMatchObject(absent);
  });
});
