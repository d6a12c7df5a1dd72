import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { canonicalJson } from '@samspel/domain/canonical-json';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  readyApplication,
  signAll,
  type Written,
  writtenApplication,
} from '../../../../tests/support/application.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import { askedMinor, askedPledge, signAs } from '../../../../tests/support/pledge.ts';
import { seeded } from '../../../../tests/support/seeded.ts';
import { type Caller, openStage } from '../../../../tests/support/stage.ts';
import { withActor } from '../command.ts';
import { exportFileOf } from './export-submission.ts';
import { receiptPdf } from './receipt-file.ts';
import { verifyFile } from './verify-bundle.ts';
import { sha256, verifyExport } from './verify-export.ts';

const database = await testDatabase();
const stage = await openStage(database);

let draft: Written;
let submitted: Written;
let submissionId: string;
let officer: Caller;

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const officerActor = () => stage.actor('officer@tillvaxtverket.example');

beforeAll(async () => {
  await stage.person('officer@tillvaxtverket.example', 'Handläggare');
  const { personId } = await officerActor();
  await database.owner
    .insertInto('membership')
    .values({
      id: randomUUID(),
      personId,
      organisationId: await stage.organisationId('Tillväxtverket'),
      role: 'officer',
      toAt: null,
    })
    .execute();
  officer = await stage.person('officer@tillvaxtverket.example');
  draft = await writtenApplication(stage);
  await signAll(stage, draft);
  submitted = await readyApplication(stage);
  const { funder } = await askedPledge(stage, submitted);
  await funder.say('pledge');
  await signAs(funder, 'Eva Chef', 'Regiondirektör');
  const outcome = await submitted.coordinator.proposal.submit({
    id: submitted.proposalId,
    intentId: randomUUID(),
  });
  if (outcome.outcome !== 'accepted') throw new Error(JSON.stringify(outcome));
  submissionId = outcome.submission.id;
}, 60_000);

describe('the authority', () => {
  test('sees what its call received, whole and verified', async () => {
    const callId = await stage.callId();
    const rows = await officer.submission.listForCall({ callId });
    expect(rows).toMatchObject([
      { id: submissionId, leadName: 'Mobile Heights', current: true, euMinor: '22421507' },
    ]);
    const view = await officer.submission.get({ submissionId });
    expect(view.verification).toEqual({ ok: true, differences: [] });
    expect(view.content).toMatchObject({ format: 'samspel.application/1' });
  });

  test('VE7: sees who signed each pledge, and a changed word of it differs', async () => {
    const view = await officer.submission.get({ submissionId });
    const { pledges } = view.content as SubmissionDocument;
    expect(pledges).toMatchObject([
      {
        ...{ status: 'pledged', amountMinor: askedMinor },
        signature: {
          content: { signedName: 'Eva Chef', signedFunction: 'Regiondirektör' },
          contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    ]);
    const asker = { db: database.app, actor: await officerActor() };
    const text = (await exportFileOf(asker, submissionId)).bytes.toString();
    expect(verifyExport(Buffer.from(text))).toEqual([]);
    const { signatures } = await verifyFile(Readable.from([Buffer.from(text)]));
    expect(signatures).toEqual([
      expect.stringMatching(
        /^Region Skåne: 63400\.00 EUR, signed by Eva Chef, Regiondirektör, \d{4}-.*Z$/,
      ),
    ]);
    const forged = verifyExport(Buffer.from(text.replaceAll('Eva Chef', 'Eva Chefs')));
    expect(forged.join()).toContain('VE7');
  });

  test('sees all the others when one of them cannot be read', async () => {
    const callId = await stage.callId();
    const { createdBy, id: proposalId } = await database.owner
      .selectFrom('proposal')
      .select(['id', 'createdBy'])
      .where('id', '=', draft.proposalId)
      .executeTakeFirstOrThrow();
    const id = randomUUID();
    const row = { id, proposalId, callId, number: 1, reference: id, submittedBy: createdBy };
    const money = { currency: 'EUR', totalMinor: 0n, euMinor: 0n, ownMinor: 0n };
    await database.owner
      .insertInto('submission')
      .values({
        ...row,
        ...money,
        receivedAt: new Date('2026-12-01T12:00:00Z'),
        content: '{}',
        sha256: Buffer.alloc(32),
        auditHead: Buffer.alloc(32),
        pdfSha256: null,
        withdrawnAt: null,
        withdrawnBy: null,
      })
      .execute();
    const rows = await officer.submission.listForCall({ callId });
    expect(rows).toMatchObject([
      { id, title: '', leadName: '', partnerNames: [], current: true },
      {
        id: submissionId,
        title: 'Smart textil, smart vård',
        leadName: 'Mobile Heights',
        partnerNames: ['Smart Textiles', 'Automation Region'],
      },
    ]);
    await database.owner
      .updateTable('submission')
      .set({ withdrawnAt: new Date() })
      .where('id', '=', id)
      .execute();
  });

  test('sees nothing of drafts, and others see nothing of its intake', async () => {
    const callId = await stage.callId();
    await expect(officer.proposal.get({ id: draft.proposalId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(officer.proposal.get({ id: submitted.proposalId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await officer.proposal.mine()).toEqual([]);
    const outsider = await stage.person('someone@elsewhere.example');
    await expect(outsider.submission.listForCall({ callId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(outsider.submission.get({ submissionId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const files = { db: database.app, actor: await stage.actor('someone@elsewhere.example') };
    await expect(exportFileOf(files, submissionId)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('reads no row of a draft in any table, whatever it asks the database', async () => {
    const { rows: tables } = await sql<{ schema: string; name: string }>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_schema in ('samspel', 'sync') and table_type = 'BASE TABLE'
        and table_name not like '%migration%' order by 1, 2`.execute(database.owner);
    expect(tables.length).toBeGreaterThan(25);
    // Every id that belongs to the draft: its own, its partners', members', invitations', sign-offs', obligations'.
    const { rows: ids } = await sql<{ id: string }>`
      select id from samspel.partner where proposal_id = ${draft.proposalId}
      union select id from samspel.proposal_member where proposal_id = ${draft.proposalId}
      union select id from samspel.invitation where proposal_id = ${draft.proposalId}
      union select id from samspel.sign_off where proposal_id = ${draft.proposalId}
      union select ${draft.proposalId}::uuid`.execute(database.owner);
    expect(ids.length).toBeGreaterThan(9);
    await stage.runHandlers();
    // A row of the log's ledger names an aggregate, a version and a hash, and nothing else.
    const namesOnly = ['aggregate', 'event_delivery'];
    for (const { schema, name } of tables.filter((table) => !namesOnly.includes(table.name))) {
      const seen = await withActor(database.app, await officerActor(), async (trx) => {
        const { rows } = await sql<{ row: string }>`
          select t::text as row from ${sql.table(`${schema}.${name}`)} t`.execute(trx);
        return rows.map(({ row }) => row).join('\n');
      });
      for (const { id } of ids) expect(seen.includes(id), `${name} shows ${id}`).toBe(false);
    }
    const words = await withActor(database.app, await officerActor(), async (trx) => {
      const { rows } = await sql<{
        count: number;
      }>`select count(*)::int as count from sync.upd`.execute(trx);
      return rows[0]?.count;
    });
    expect(words).toBe(0);
  });

  test('gets the last link of the audit chain alone; the consortium gets all of them', async () => {
    const file = async (email: string) => {
      const { bytes } = await exportFileOf(
        { db: database.app, actor: await stage.actor(email) },
        submissionId,
      );
      expect(verifyExport(bytes)).toEqual([]);
      return JSON.parse(bytes.toString()) as { chain: { version: number; type: string }[] };
    };
    const own = await file('coordinator@mobile-heights.example');
    expect(own.chain[0]?.version).toBe(1);
    expect(own.chain.length).toBeGreaterThan(8);
    const theirs = await file('officer@tillvaxtverket.example');
    expect(theirs.chain.map(({ type }) => type)).toEqual(['proposal.submitted']);
  });

  test('loses sight of a submission that is taken back', async () => {
    const withdrawn = await readyApplication(stage);
    const submit = async () => {
      const outcome = await withdrawn.coordinator.proposal.submit({
        id: withdrawn.proposalId,
        intentId: randomUUID(),
      });
      if (outcome.outcome !== 'accepted') throw new Error('not accepted');
      return outcome.submission.id;
    };
    const first = await submit();
    await withdrawn.coordinator.proposal.withdrawSubmission({
      id: withdrawn.proposalId,
      submissionId: first,
      keepUntilReplaced: true,
    });
    const second = await submit();
    await withdrawn.coordinator.proposal.withdrawSubmission({
      id: withdrawn.proposalId,
      submissionId: second,
      keepUntilReplaced: false,
    });
    // The replaced one does not come back.
    for (const id of [first, second]) {
      await expect(officer.submission.get({ submissionId: id })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    const rows = await officer.submission.listForCall({ callId: await stage.callId() });
    expect(rows.map((row) => row.id)).toEqual([submissionId]);
  });
});

describe('an exported submission', () => {
  const exported = async () => {
    const actor = await stage.actor('coordinator@mobile-heights.example');
    return (await exportFileOf({ db: database.app, actor }, submissionId)).bytes;
  };

  test('VE1: any flipped bit is found', async () => {
    const bytes = await exported();
    const random = seeded();
    const rounds = process.env.SAMSPEL_LONG ? 10_000 : 400;
    for (let round = 0; round < rounds; round += 1) {
      const at = Math.floor(random.next() * bytes.length);
      const bit = 1 << Math.floor(random.next() * 8);
      const flipped = Buffer.from(bytes);
      flipped[at] = flipped[at]! ^ bit;
      expect(verifyExport(flipped).length, `byte ${at}, bit ${bit}`).toBeGreaterThan(0);
    }
  }, 300_000);

  test('VE2: re-sealed after a change it is still found: money, time, reference, an event, the head', async () => {
    const original = JSON.parse((await exported()).toString());
    const reseal = (change: (file: typeof original) => void): Buffer => {
      const { seal: _, ...body } = structuredClone(original);
      change(body);
      const { seal: __, ...inner } = body.submission;
      inner.sha256 = sha256(canonicalJson(inner.document));
      body.submission = { ...inner, seal: sha256(canonicalJson(inner)) };
      return Buffer.from(canonicalJson({ ...body, seal: sha256(canonicalJson(body)) }));
    };
    expect(verifyExport(reseal(() => {}))).toEqual([]);
    const changes: Record<string, (file: typeof original) => void> = {
      title: (file) => {
        file.submission.document.proposal.title = 'En annan titel';
      },
      amount: (file) => {
        file.submission.document.budget.euMinor = '1';
      },
      table: (file) => {
        file.money.partners[0].totalMinor = '1';
      },
      received: (file) => {
        file.submission.document.receivedAt = '2026-01-01T00:00:00.000Z';
        file.submission.receipt.receivedAt = '2026-01-01T00:00:00.000Z';
      },
      reference: (file) => {
        file.submission.receipt.reference = 'X-1';
      },
      event: (file) => {
        file.chain[1].actorId = randomUUID();
      },
      order: (file) => {
        file.chain.splice(1, 1);
      },
      head: (file) => {
        file.submission.receipt.auditHead = '0'.repeat(64);
      },
    };
    for (const [name, change] of Object.entries(changes)) {
      expect(verifyExport(reseal(change)).length, name).toBeGreaterThan(0);
    }
  });

  test('VE1: what is no export is said so, in a line', () => {
    for (const text of ['', '{}', '[]', 'null', '{"format":"samspel.export/1"}', '\ufeff{}']) {
      expect(verifyExport(Buffer.from(text)).length).toBeGreaterThan(0);
    }
    expect(verifyExport(Buffer.from([0xff, 0xfe, 0x00]))).toEqual(['file: is not UTF-8 text']);
  });
});

describe('the receipt', () => {
  test('comes by mail to each member with the PDF of record, once', async () => {
    await stage.runHandlers();
    const mails = await database.owner
      .selectFrom('mail')
      .select(['recipient', 'subject', 'attachments'])
      .where('effectKey', 'like', `receipt/${submissionId}/%`)
      .orderBy('recipient')
      .execute();
    expect(mails.map(({ recipient }) => recipient)).toEqual([
      'coordinator@mobile-heights.example',
      'editor@automation-region.example',
      'editor@smart-textiles.example',
    ]);
    const row = await database.owner
      .selectFrom('submission')
      .select('pdfSha256')
      .where('id', '=', submissionId)
      .executeTakeFirstOrThrow();
    const attachments = mails[0]?.attachments as { sha256: string; filename: string }[];
    expect(attachments[0]?.sha256).toBe(row.pdfSha256?.toString('hex'));
    const actor = await officerActor();
    const file = await receiptPdf(
      { db: database.app, actor, files: stage.files },
      { submissionId },
    );
    expect(sha256Of(file.bytes)).toBe(attachments[0]?.sha256);
    const inbox = await submitted.editors[0].notification.list({});
    expect(inbox.items.filter(({ kind }) => kind === 'proposal.submitted').length).toBeGreaterThan(
      0,
    );
    expect(inbox.unread).toBeGreaterThan(0);
    await submitted.editors[0].notification.markRead({ all: true });
    expect((await submitted.editors[0].notification.list({})).unread).toBe(0);
  });
});
