import { createHash } from 'node:crypto';
import type { Actor } from '@samspel/domain/actor';
import type { AnnexPlace } from '@samspel/domain/annex/annex';
import { checkProposal } from '@samspel/domain/proposal/check-proposal';
import { describe, expect, test } from 'vitest';
import { signPart, writtenApplication } from '../../../../tests/support/application.ts';
import { startTestClamd } from '../../../../tests/support/clamd.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eicar, officeFile, pdfFile, program } from '../../../../tests/support/sample-files.ts';
import { formConsortium, openStage } from '../../../../tests/support/stage.ts';
import { withActor } from '../command.ts';
import { loadApplication, partHash } from '../proposal/reading/load-application.ts';
import { annexFile } from './reading/open-annex.ts';
import { scanWaiting } from './scanning/scan-waiting.ts';
import { beginUpload } from './uploading/begin-upload.ts';
import { cancelUpload } from './uploading/end-upload.ts';
import { finishUpload } from './uploading/finish-upload.ts';
import { receivePart } from './uploading/receive-part.ts';
import { sweepUploads } from './uploading/sweep-uploads.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { files } = stage;

const coordinatorEmail = 'coordinator@mobile-heights.example';
const editorEmail = 'editor@smart-textiles.example';
const guest = { organisation: 'Smart Textiles', email: editorEmail };

const contextOf = (actor: Actor) => ({ ...stage.contextOf(actor), files });
const plan: AnnexPlace = { kind: 'procurement_plan', partnerId: null, sourceId: null };
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function draft() {
  const formed = await formConsortium(stage, [guest]);
  const coordinator = await stage.actor(coordinatorEmail);
  const editor = await stage.actor(editorEmail);
  return {
    ...formed,
    coordinator,
    editor,
    lead: formed.coordinator,
    partnerId: formed.partnerIds[0]!,
  };
}

interface Sent {
  place?: AnnexPlace;
  fileName?: string;
  promised?: string | null;
  sizeBytes?: number;
}

async function begin(actor: Actor, proposalId: string, content: Buffer, more: Sent = {}) {
  const { place = plan, fileName = 'Plan.pdf', promised = null, sizeBytes } = more;
  const { uploadId } = await beginUpload(contextOf(actor), {
    ...{ proposalId, ...place, fileName, sha256: promised },
    sizeBytes: sizeBytes ?? content.length,
  });
  return uploadId;
}

async function upload(actor: Actor, proposalId: string, content: Buffer, more: Sent = {}) {
  const uploadId = await begin(actor, proposalId, content, more);
  await receivePart(contextOf(actor), uploadId, 0, [content]);
  await finishUpload(contextOf(actor), uploadId);
  return uploadId;
}

const versionsOf = (proposalId: string) =>
  database.owner
    .selectFrom('annexVersion')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('number')
    .execute();

const findingsOf = (proposalId: string) =>
  withActor(database.app, { kind: 'system' }, async (trx) =>
    checkProposal(await loadApplication(trx, proposalId, new Date())).findings.filter(({ rule }) =>
      rule.startsWith('AX'),
    ),
  );

const stateOf = (uploadId: string) =>
  database.owner
    .selectFrom('upload')
    .select(['state', 'cleanedAt'])
    .where('id', '=', uploadId)
    .executeTakeFirst();

async function listed(): Promise<string[]> {
  const all: string[] = [];
  for await (const hash of files.list()) all.push(hash);
  return all;
}

describe('an annex', () => {
  test('AX1: fills its place with name, size, hash and type by content, and one event', async () => {
    const { proposalId, coordinator, lead } = await draft();
    const content = pdfFile('En plan');
    const events = await stage.events(() =>
      upload(coordinator, proposalId, content, { promised: sha256(content) }),
    );
    expect(events).toEqual(['annex.uploaded']);
    expect(await versionsOf(proposalId)).toMatchObject([
      {
        number: 1,
        name: 'Plan.pdf',
        type: 'pdf',
        sizeBytes: BigInt(content.length),
        sha256: Buffer.from(sha256(content), 'hex'),
        scan: 'unscanned',
      },
    ]);
    const findings = await findingsOf(proposalId);
    expect(findings.map(({ subject }) => subject)).not.toContain('annex:procurement_plan');
    expect(findings.at(-1)).toMatchObject({ rule: 'AX5', params: { count: 1 } });
    const view = await lead.proposal.get({ id: proposalId });
    expect(view.annexes).toMatchObject([
      { ...plan, versions: [{ number: 1, byName: 'Koordinator', file: { name: 'Plan.pdf' } }] },
    ]);
    const { sha256: hash, filename } = await annexFile(contextOf(coordinator), {
      versionId: view.annexes![0]!.versions[0]!.id,
    });
    expect([hash, filename]).toEqual([sha256(content), 'Plan.pdf']);
    expect(await files.get(hash)).toEqual(content);
  });

  test('is replaced and removed by new versions; the same file once more is none', async () => {
    const { proposalId, coordinator, lead } = await draft();
    await upload(coordinator, proposalId, pdfFile('ett'));
    expect(await stage.events(() => upload(coordinator, proposalId, pdfFile('ett')))).toEqual([]);
    await upload(coordinator, proposalId, officeFile('xlsx'), { fileName: 'Plan.xlsx' });
    const remove = () => lead.annex.remove({ proposalId, ...plan });
    expect(await stage.events(remove)).toEqual(['annex.removed']);
    await expect(remove()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await upload(coordinator, proposalId, pdfFile('två'));
    const versions = await versionsOf(proposalId);
    expect(versions.map(({ number, type }) => `${number} ${type}`)).toEqual([
      '1 pdf',
      '2 xlsx',
      '3 null',
      '4 pdf',
    ]);
  });

  test('two who fill a place at the same time make two versions', async () => {
    const { proposalId, coordinator, editor, partnerId } = await draft();
    const place = { kind: 'partner_confirmation', partnerId, sourceId: null };
    const both = [coordinator, editor].map((actor, index) =>
      upload(actor, proposalId, pdfFile(`nr ${index}`), { place }),
    );
    await Promise.all(both);
    expect((await versionsOf(proposalId)).map(({ number }) => number)).toEqual([1, 2]);
  });

  test('AC10: is filled by its own partner and by the lead’s coordinator, and by nobody else', async () => {
    const { proposalId, editor, coordinator, partnerId } = await draft();
    const confirmation = { kind: 'partner_confirmation', partnerId, sourceId: null };
    await upload(editor, proposalId, pdfFile('b'), { place: confirmation });
    await upload(coordinator, proposalId, pdfFile('c'), { place: confirmation });
    await expect(upload(editor, proposalId, pdfFile('d'))).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'own_annexes_only',
    });
    const outsider = await stage.actor('outsider@elsewhere.example');
    await expect(upload(outsider, proposalId, pdfFile('d'))).rejects.toMatchObject({
      code: 'not_found',
    });
    const { id } = (await versionsOf(proposalId))[0]!;
    await expect(annexFile(contextOf(outsider), { versionId: id })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('AC8: of a signed part stays as it was signed, also when its bytes were under way', async () => {
    const { proposalId, coordinator: lead, leadId } = await writtenApplication(stage);
    const coordinator = await stage.actor(coordinatorEmail);
    const content = pdfFile('för sent');
    const uploadId = await begin(coordinator, proposalId, content);
    await receivePart(contextOf(coordinator), uploadId, 0, [content]);
    await signPart(stage, lead, proposalId, leadId);
    const refused = { code: 'frozen', reason: 'part_is_signed' };
    await expect(finishUpload(contextOf(coordinator), uploadId)).rejects.toMatchObject(refused);
    await expect(begin(coordinator, proposalId, content)).rejects.toMatchObject(refused);
    await expect(lead.annex.remove({ proposalId, ...plan })).rejects.toMatchObject({
      cause: refused,
    });
    expect(await stateOf(uploadId)).toMatchObject({ state: 'ended', cleanedAt: expect.any(Date) });
    expect(await listed()).not.toContain(sha256(content));
  });

  test('SO2: signing binds the file: what was replaced since the signer looked is not signed', async () => {
    const { proposalId, coordinator: lead, leadId } = await writtenApplication(stage);
    const coordinator = await stage.actor(coordinatorEmail);
    const seen = await withActor(database.app, { kind: 'system' }, (trx) =>
      loadApplication(trx, proposalId, new Date()),
    );
    await upload(coordinator, proposalId, pdfFile('en annan plan'));
    await expect(
      lead.proposal.signOff({
        id: proposalId,
        partnerId: leadId,
        versionName: 'Version 1',
        expectedContentHash: partHash(seen, leadId),
      }),
    ).rejects.toMatchObject({ cause: { reason: 'content_moved' } });
  });
});

describe('an upload', () => {
  test('AX4: is refused by what it is, not by what it is called, and leaves nothing behind', async () => {
    const { proposalId, coordinator } = await draft();
    const before = await listed();
    const cases: [Buffer, string][] = [
      [program(), 'annex_type_unknown'],
      [Buffer.from('<!doctype html><script>alert(1)</script>'), 'annex_type_unknown'],
      [Buffer.from('ren text'), 'annex_type_unknown'],
    ];
    for (const [content, reason] of cases) {
      await expect(upload(coordinator, proposalId, content)).rejects.toMatchObject({ reason });
    }
    const place = { kind: 'signatory_power', partnerId: null, sourceId: null };
    await expect(
      upload(coordinator, proposalId, officeFile('docx'), { place }),
    ).rejects.toMatchObject({ reason: 'annex_wrong_type', params: { type: 'docx' } });
    expect(await listed()).toEqual(before);
    expect(await versionsOf(proposalId)).toEqual([]);
  });

  test('is refused when it is empty, too large, or not what was promised', async () => {
    const { proposalId, coordinator } = await draft();
    const content = pdfFile('x');
    const refuses = async (more: Sent, reason: string) =>
      expect(upload(coordinator, proposalId, content, more)).rejects.toMatchObject({ reason });
    await refuses({ sizeBytes: 0 }, 'annex_empty');
    await refuses({ sizeBytes: 25_000_001 }, 'annex_too_large');
    await refuses({ promised: '0'.repeat(64) }, 'upload_differs');
    await refuses({ sizeBytes: content.length - 1 }, 'upload_too_long');
    await refuses({ place: { ...plan, kind: 'unknown' } }, 'absent');
    await refuses({ place: { ...plan, sourceId: 'x' } }, 'absent');
    await refuses(
      { place: { kind: 'partner_confirmation', partnerId: null, sourceId: null } },
      'absent',
    );
    expect(await versionsOf(proposalId)).toEqual([]);
  });

  test('keeps what came through a line that was cut, and goes on from there, also in another process', async () => {
    const { proposalId, coordinator } = await draft();
    const content = pdfFile('lång', 5000);
    const uploadId = await begin(coordinator, proposalId, content);
    async function* cut() {
      yield content.subarray(0, 1500);
      throw new Error('the line was cut');
    }
    const context = contextOf(coordinator);
    await expect(receivePart(context, uploadId, 0, cut())).rejects.toThrow('cut');
    expect(await receivePart(context, uploadId, 1500, [content.subarray(1500, 4000)])).toBe(4000);
    await expect(
      receivePart(context, uploadId, 1500, [content.subarray(1500)]),
    ).rejects.toMatchObject({ reason: 'upload_moved' });
    await finishUpload(context, uploadId);
    expect(await versionsOf(proposalId)).toEqual([]);
    await receivePart(context, uploadId, 4000, [content.subarray(4000)]);
    await finishUpload(context, uploadId);
    const [version] = await versionsOf(proposalId);
    expect(version?.sha256?.toString('hex')).toBe(sha256(content));
  });

  test('belongs to one person: for others, also of the same partner, it does not exist', async () => {
    const { proposalId, coordinator, editor } = await draft();
    const uploadId = await begin(coordinator, proposalId, pdfFile('x'));
    const none = { code: 'not_found', reason: 'absent' };
    await expect(receivePart(contextOf(editor), uploadId, 0, [pdfFile('y')])).rejects.toMatchObject(
      none,
    );
    await expect(finishUpload(contextOf(editor), uploadId)).rejects.toMatchObject(none);
    await expect(cancelUpload(contextOf(editor), uploadId)).rejects.toMatchObject(none);
    const someone = await stage.person(editorEmail);
    expect(await someone.annex.uploads({ proposalId })).toEqual([]);
  });

  test('of two who send the same bytes at the same time one is taken', async () => {
    const { proposalId, coordinator } = await draft();
    const content = pdfFile('samtidigt', 3000);
    const uploadId = await begin(coordinator, proposalId, content);
    const send = () => receivePart(contextOf(coordinator), uploadId, 0, [content]);
    const results = await Promise.allSettled(Array.from({ length: 6 }, send));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const finishing = Array.from({ length: 4 }, () =>
      finishUpload(contextOf(coordinator), uploadId),
    );
    await Promise.all(finishing);
    expect(await versionsOf(proposalId)).toHaveLength(1);
  });

  test('same bytes refused here and taken there: the file stays', async () => {
    const { proposalId, coordinator } = await draft();
    const content = officeFile('docx');
    const power = { kind: 'signatory_power', partnerId: null, sourceId: null };
    const attempts = [plan, power, plan, power].map((place) =>
      upload(coordinator, proposalId, content, { place }),
    );
    await Promise.allSettled(attempts);
    expect(await versionsOf(proposalId)).toHaveLength(1);
    expect(await files.get(sha256(content))).toEqual(content);
  });

  test('is limited for each person', async () => {
    const { proposalId } = await draft();
    const busy = await stage.actor(coordinatorEmail);
    await database.owner.updateTable('upload').set({ state: 'ended' }).execute();
    for (let times = 0; times < 20; times += 1) await begin(busy, proposalId, pdfFile('x'));
    await expect(begin(busy, proposalId, pdfFile('x'))).rejects.toMatchObject({
      code: 'rate_limited',
      reason: 'too_many_uploads',
    });
    await database.owner.updateTable('upload').set({ state: 'ended' }).execute();
  });

  test('that nobody goes on with is given up, one that was whole is finished, and parts are removed', async () => {
    const { proposalId, coordinator } = await draft();
    const context = contextOf(coordinator);
    const content = pdfFile('hel', 2000);
    const whole = await begin(coordinator, proposalId, content);
    await receivePart(context, whole, 0, [content]);
    const half = await begin(coordinator, proposalId, content);
    await receivePart(context, half, 0, [content.subarray(0, 100)]);
    const given = await begin(coordinator, proposalId, content);
    await cancelUpload(context, given);
    const caller = await stage.person(coordinatorEmail);
    expect(await caller.annex.uploads({ proposalId })).toMatchObject([
      { id: whole, receivedBytes: 2000 },
      { id: half, receivedBytes: 100 },
    ]);
    const parts = () =>
      database.owner
        .selectFrom('uploadPart')
        .select('file')
        .where('uploadId', 'in', [whole, half, given])
        .execute();
    const kept = (await parts()).map(({ file }) => file);
    expect(kept).toHaveLength(2);
    const none = { finished: 0, givenUp: 0, cleaned: 0 };
    expect(await sweepUploads(context)).toEqual(none);
    await database.setClock({ offsetMs: 60_000 });
    expect(await sweepUploads(context)).toMatchObject({ finished: 1, givenUp: 0 });
    expect(await versionsOf(proposalId)).toHaveLength(1);
    await database.setClock({ offsetMs: 3 * 86_400_000 + 120_000 });
    expect(await sweepUploads(context)).toMatchObject({ finished: 0, givenUp: 1 });
    expect(await parts()).toEqual([]);
    for (const file of kept) await expect(files.parts.read(file)).rejects.toThrow();
    await database.setClock({ offsetMs: 9 * 86_400_000 });
    await sweepUploads(context);
    expect(await stateOf(half)).toBeUndefined();
    await database.setClock({ offsetMs: 0 });
  });
});

describe('scanning', () => {
  test('AX2, AX3: a file waits for the scanner, is told clean or infected, and infected is given to nobody', async () => {
    const clamd = await startTestClamd();
    const { proposalId, coordinator, partnerId } = await draft();
    const config = { ...stage.contextOf(coordinator).config, scanner: { url: clamd.url } };
    const context = { ...contextOf(coordinator), config };
    const send = async (content: Buffer, place: AnnexPlace) => {
      const uploadId = await begin(coordinator, proposalId, content, { place });
      await receivePart(context, uploadId, 0, [content]);
      await finishUpload(context, uploadId);
    };
    const confirmation = { kind: 'partner_confirmation', partnerId, sourceId: null };
    await send(pdfFile('ren'), plan);
    await send(pdfFile(eicar), confirmation);
    const rules = async () => (await findingsOf(proposalId)).map(({ rule }) => rule).sort();
    expect(await rules()).toEqual(['AX1', 'AX1', 'AX3', 'AX3']);
    const down = { ...context, config: { ...config, scanner: { url: 'clamd://127.0.0.1:1' } } };
    expect(await scanWaiting(down)).toBe(0);
    expect(await rules()).toEqual(['AX1', 'AX1', 'AX3', 'AX3']);
    // Those of other tests wait as well.
    const scanAll = async () => {
      while ((await scanWaiting(context)) > 0);
    };
    const events = await stage.events(scanAll);
    expect(events.filter((type) => type === 'annex.scanned').length).toBeGreaterThan(1);
    expect(await rules()).toEqual(['AX1', 'AX1', 'AX2']);
    expect(await stage.events(scanAll)).toEqual([]);
    const [infected] = (await versionsOf(proposalId)).filter(({ scan }) => scan === 'infected');
    await expect(
      annexFile(contextOf(coordinator), { versionId: infected!.id }),
    ).rejects.toMatchObject({ code: 'forbidden', reason: 'annex_infected' });
    await clamd.stop();
  });

  test('without a scanner nothing is asked for and nothing is called clean', async () => {
    const { proposalId, coordinator } = await draft();
    await upload(coordinator, proposalId, pdfFile('x'));
    expect(await scanWaiting(contextOf(coordinator))).toBe(0);
    expect(await versionsOf(proposalId)).toMatchObject([{ scan: 'unscanned' }]);
  });
});
