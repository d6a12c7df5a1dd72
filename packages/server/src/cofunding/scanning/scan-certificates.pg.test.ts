import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestClamd } from '../../../../../tests/support/clamd.ts';
import { testDatabase } from '../../../../../tests/support/database.ts';
import {
  askedPledge,
  type CoFunder,
  funderEmail,
  signAs,
} from '../../../../../tests/support/pledge.ts';
import { eicar, pdfFile } from '../../../../../tests/support/sample-files.ts';
import { openStage } from '../../../../../tests/support/stage.ts';
import { certificateOf } from '../certificate-of.ts';
import { addCertificate } from '../pledging/add-certificate.ts';
import { scanCertificates } from './scan-certificates.ts';

const database = await testDatabase();
const stage = await openStage(database);
const anonymous = { kind: 'anonymous' } as const;

let clamd: Awaited<ReturnType<typeof startTestClamd>>;
beforeAll(async () => {
  clamd = await startTestClamd();
});
afterAll(() => clamd.stop());

const contextWith = (url: string | null) => {
  const context = { ...stage.contextOf(anonymous), files: stage.files };
  return { ...context, config: { ...context.config, scanner: url === null ? undefined : { url } } };
};
const scanned = () => scanCertificates(contextWith(clamd.url));

async function hand({ token, device, pledge }: CoFunder, bytes: Buffer, url: string | null) {
  const { version: seen } = await pledge();
  const visitor = { actor: anonymous, deviceKey: device.key };
  return addCertificate(contextWith(url), { token, seen, filename: 'Intyg.pdf', bytes }, visitor);
}

async function signed() {
  const asked = await askedPledge(stage);
  const { funder } = asked;
  await funder.say('pledge');
  await signAs(funder, 'Eva Chef', 'Regiondirektör');
  return asked;
}

const scansOf = async ({ pledge }: CoFunder) =>
  (await pledge()).certificates.map(({ scan }) => scan);

test('PL7: a certificate waits for the scanner, is told clean, and changes nothing by it', async () => {
  const { funder } = await signed();
  expect((await hand(funder, pdfFile('rent'), clamd.url)).status).toBe('certified');
  expect(await scansOf(funder)).toEqual(['pending']);
  expect(await scanCertificates(contextWith('clamd://127.0.0.1:1'))).toBe(0);
  expect(await scansOf(funder)).toEqual(['pending']);
  expect(await stage.events(scanned)).toEqual(['cofunding.pledge_certificate_scanned']);
  expect(await scansOf(funder)).toEqual(['clean']);
  expect((await funder.pledge()).status).toBe('certified');
  expect(await stage.events(scanned)).toEqual([]);
});

test('PL6, PL7: an infected one proves nothing, is given to nobody, and its co-funder is told', async () => {
  const { funder, pledgeId, proposalId, coordinator } = await signed();
  // From before there was a scanner: it is found as well.
  expect((await hand(funder, pdfFile(eicar), null)).status).toBe('certified');
  expect(await scansOf(funder)).toEqual(['unscanned']);
  await scanned();
  const pledge = await funder.pledge();
  expect(pledge).toMatchObject({ status: 'pledged', certificates: [{ scan: 'infected' }] });
  expect(pledge.history.at(-1)).toMatchObject({
    ...{ what: 'certificate_infected', byConsortium: false, byName: '' },
  });
  const infected = { code: 'forbidden', reason: 'annex_infected' };
  for (const [actor, key] of [
    [anonymous, funder.device.key],
    [await stage.actor('coordinator@mobile-heights.example'), null],
  ] as const) {
    const asker = { db: database.app, actor, files: stage.files };
    await expect(certificateOf(asker, { pledgeId, number: 1 }, key)).rejects.toMatchObject(
      infected,
    );
  }
  await stage.runHandlers();
  const mail = await database.owner
    .selectFrom('mail')
    .select('subject')
    .where('recipient', '=', funderEmail)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(mail.subject).toContain('smittat');
  // Known now, whoever brings it and wherever.
  await expect(hand(funder, pdfFile(eicar), clamd.url)).rejects.toMatchObject({
    ...{ code: 'invalid', reason: 'certificate_infected' },
  });
  expect((await hand(funder, pdfFile('annat'), clamd.url)).status).toBe('certified');
  await scanned();
  const [view] = await coordinator.cofunding.pledges({ proposalId });
  expect(view).toMatchObject({
    ...{ status: 'certified', certificates: [{ scan: 'clean' }, { scan: 'infected' }] },
  });
});
