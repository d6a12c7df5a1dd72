import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFiles } from '@samspel/platform/files/files';
import { beginUpload } from '@samspel/server/annex/uploading/begin-upload';
import { finishUpload } from '@samspel/server/annex/uploading/finish-upload';
import { receivePart } from '@samspel/server/annex/uploading/receive-part';
import { sweepUploads } from '@samspel/server/annex/uploading/sweep-uploads';
import { uploadState } from '@samspel/server/annex/uploading/upload-state';
import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { pdfFile } from '../support/sample-files.ts';
import { formConsortium, openStage } from '../support/stage.ts';
import { startChild } from './support/child.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { proposalId } = await formConsortium(stage);
const folder = await mkdtemp(path.join(tmpdir(), 'samspel-upload-'));
afterAll(() => rm(folder, { recursive: true }));
const files = openFiles(folder);
const actor = await stage.actor('coordinator@mobile-heights.example');
const context = { ...stage.contextOf(actor), files };

/** Between any two steps of an upload's last part: stored, in its row, put together, recorded. */
const failpoints = [
  'upload-part-stored',
  'upload-received',
  'upload-assembled',
  'upload-recorded',
] as const;

async function killedAt(failpoint: string): Promise<{ uploadId: string; content: Buffer }> {
  const content = pdfFile(failpoint, 5000);
  const { uploadId } = await beginUpload(context, {
    ...{ proposalId, kind: 'procurement_plan', partnerId: null, sourceId: null },
    ...{ fileName: `${failpoint}.pdf`, sizeBytes: 5000, sha256: null },
  });
  await receivePart(context, uploadId, 0, [content.subarray(0, 2000)]);
  const child = startChild('uploader.ts', {
    DATABASE_URL: database.url,
    FAULT_PERSON: actor.personId,
    FAULT_UPLOAD: uploadId,
    FAULT_WORDS: failpoint,
    FAULT_FILES: folder,
    SAMSPEL_FAILPOINT: failpoint,
  });
  const { signal, code } = await child.exit;
  if (signal !== 'SIGKILL') throw new Error(`not killed (${code}): ${child.log()}`);
  return { uploadId, content };
}

const versionsNamed = (name: string) =>
  database.owner
    .selectFrom('annexVersion')
    .select('sha256')
    .where('name', '=', `${name}.pdf`)
    .execute();

describe.each(failpoints)('a process killed at %s', (failpoint) => {
  test('loses nothing that was acknowledged: its sender goes on, and there is one version of the whole file', async () => {
    const { uploadId, content } = await killedAt(failpoint);
    const { receivedBytes } = await uploadState(context, uploadId);
    expect(receivedBytes).toBe(failpoint === 'upload-part-stored' ? 2000 : 5000);
    if (receivedBytes < 5000) {
      await receivePart(context, uploadId, receivedBytes, [content.subarray(receivedBytes)]);
    }
    await finishUpload(context, uploadId);
    const versions = await versionsNamed(failpoint);
    expect(versions).toHaveLength(1);
    expect(await files.get(versions[0]!.sha256!.toString('hex'))).toEqual(content);
  });
});

test('what a sender who never comes back had sent whole is finished by the worker, and no part stays', async () => {
  await killedAt('upload-received');
  await killedAt('upload-recorded');
  await database.setClock({ offsetMs: 180_000 });
  expect(await sweepUploads(context)).toMatchObject({ finished: 1 });
  await database.setClock({ offsetMs: 400_000 });
  await sweepUploads(context);
  expect(await readdir(path.join(folder, 'parts'))).toEqual([]);
  await database.setClock({ offsetMs: 0 });
});
