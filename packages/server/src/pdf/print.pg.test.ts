import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFiles } from '@samspel/platform/files/files';
import { describe, expect, test } from 'vitest';
import { readyApplication, writtenApplication } from '../../../../tests/support/application.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import { openStage } from '../../../../tests/support/stage.ts';
import { draftPdf } from '../proposal/reading/draft-file.ts';
import { receiptPdf } from '../submission/receipt-file.ts';

const database = await testDatabase();
const stage = await openStage(database);
const files = openFiles(await mkdtemp(path.join(tmpdir(), 'samspel-print-')));

/** SAMSPEL_KEEP_PDF=folder keeps what was printed, to be looked at. */
async function keep(name: string, bytes: Buffer): Promise<void> {
  const folder = process.env.SAMSPEL_KEEP_PDF;
  if (folder) await writeFile(path.join(folder, name), bytes);
}

describe('the PDF', () => {
  test('of a submission is the same bytes each time, tagged and in the asked language', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    const outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    if (outcome.outcome !== 'accepted') throw new Error('not accepted');
    const actor = await stage.actor('coordinator@mobile-heights.example');
    const print = (language: 'sv' | 'en') =>
      receiptPdf(
        { db: database.app, actor, files },
        { submissionId: outcome.submission.id, language },
      );
    const [first, second, english] = [await print('sv'), await print('sv'), await print('en')];
    expect(first.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(first.bytes.equals(second.bytes)).toBe(true);
    const text = first.bytes.toString('latin1');
    expect(text).toContain('pdfuaid');
    expect(text).toContain('/StructTreeRoot');
    expect(text).toContain('/Marked true');
    expect(text).toContain('/Lang (sv');
    expect(english.bytes.toString('latin1')).toContain('/Lang (en');
    expect(first.filename).toBe(`${outcome.submission.reference}.pdf`);
    await keep('submission-sv.pdf', first.bytes);
    await keep('submission-en.pdf', english.bytes);
  });

  test('of a draft can be had by members alone', async () => {
    const { proposalId } = await writtenApplication(stage);
    const member = await stage.actor('coordinator@mobile-heights.example');
    const { bytes } = await draftPdf({ db: database.app, actor: member }, { proposalId });
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    await keep('draft.pdf', bytes);
    const outsider = await stage.actor('someone@elsewhere.example');
    await expect(
      draftPdf({ db: database.app, actor: outsider }, { proposalId }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
