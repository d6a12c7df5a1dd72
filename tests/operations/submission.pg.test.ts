import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { demoKey } from '@samspel/server/person/demo-sign-in';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { damageDocument, readyApplication } from '../support/application.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { runApi, secret } from '../support/running-api.ts';
import { startTestS3 } from '../support/s3.ts';
import { openStage } from '../support/stage.ts';
import { dataFolder, samspel } from './samspel.ts';

const database = await testDatabase();
const place = dataFolder();
afterAll(place.remove);
const stage = await openStage(database, place.folder);
const env = { SAMSPEL_DATA: place.folder, DATABASE_URL: database.url };
const email = 'coordinator@mobile-heights.example';

/** An application that was received, with its receipts printed and mailed. */
async function submitted() {
  const { proposalId, coordinator } = await readyApplication(stage);
  const outcome = await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
  if (outcome.outcome !== 'accepted') throw new Error(JSON.stringify(outcome));
  await stage.runHandlers();
  return outcome.submission;
}

/** The API on a database and data folder, seen by the coordinator, who signs in there. */
async function apiOn(source: TestDatabase, folder: string) {
  const api = await runApi(source, { demo: true, dataFolder: folder });
  const visitor = api.browser();
  await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
  const download = async (path: string) => {
    const answer = await visitor.get(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  return { download, visitor, end: api.end };
}

const file = (name: string) => path.join(place.folder, name);
const oneLine = (text: string) => expect(text.trim().split('\n')).toHaveLength(1);

describe('verify, on an export that the API gave', () => {
  test('agrees with every byte of it, and with no other', async () => {
    const { id } = await submitted();
    const api = await apiOn(database, place.folder);
    const bytes = await api.download(`/api/submissions/${id}/export.json`);
    await api.end();
    writeFileSync(file('export.json'), bytes);
    const right = await samspel(['verify', file('export.json')]);
    expect(right.code).toBe(0);
    expect(right.stdout).toContain('every hash, sum and finding agrees');
    // Each byte is tried where no process is started for it (VE2).
    const flips = 2;
    for (let flip = 0; flip < flips; flip += 1) {
      const at = Math.floor(((flip + 0.5) * bytes.length) / flips);
      const damaged = Buffer.from(bytes);
      damaged[at] = damaged[at]! ^ 0x01;
      writeFileSync(file('damaged.json'), damaged);
      const { code, stdout, stderr } = await samspel(['verify', file('damaged.json')]);
      expect({ at, code }).toEqual({ at, code: 1 });
      expect(stdout).not.toBe('');
      expect(stderr).toContain('is not what was submitted');
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });

  test.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), 'is not UTF-8 text'],
    ['nothing', Buffer.alloc(0), 'is not JSON'],
    ['another JSON', Buffer.from('{"format":"samspel.export/2"}'), 'format: '],
  ])('%s is told apart in words', async (_, bytes, found) => {
    writeFileSync(file('other'), bytes);
    const { code, stdout, stderr } = await samspel(['verify', file('other')]);
    expect(code).toBe(1);
    expect(stdout).toContain(found);
    expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at /);
  });

  test.each(['nowhere.json', '.'])('%s cannot be read, says one line', async (name) => {
    const { code, stderr } = await samspel(['verify', file(name)]);
    expect(code).toBe(1);
    oneLine(stderr);
    expect(stderr).toContain('cannot be read');
  });
});

describe('a restored backup', () => {
  test('holds the submission to the byte, its receipts, and nobody’s session', async () => {
    const { id } = await submitted();
    const before = await apiOn(database, place.folder);
    const names = ['export.json', 'receipt.pdf', 'export.tar', 'annexes/1'];
    const paths = names.map((name) => `/api/submissions/${id}/${name}`);
    const kept = await Promise.all(paths.map(before.download));
    await before.end();
    const written = await samspel(['backup', file('one.backup')], { env });
    expect(written.stderr).not.toMatch(/\n\s+at /);
    expect(written.code).toBe(0);

    const target = await testDatabase();
    const elsewhere = dataFolder();
    const restored = await samspel(['restore', file('one.backup')], {
      env: { SAMSPEL_DATA: elsewhere.folder, DATABASE_URL: target.url },
    });
    expect(restored.stderr).toMatch(/everybody signs in anew: [1-9]\d* sessions/);
    expect(restored.code).toBe(0);
    expect(JSON.parse(restored.stdout)).toMatchObject({
      submissions: await countOf(database, 'samspel.submission'),
      storedFiles: await countOf(database, 'samspel.file'),
      faults: [],
    });
    for (const table of ['auth.session', 'auth.verification']) {
      expect([table, await countOf(target, table)]).toEqual([table, 0]);
    }
    const receipts = `samspel.mail where effect_key like 'receipt/${id}/%'`;
    expect(await countOf(target, receipts)).toBe(3);

    const after = await apiOn(target, elsewhere.folder);
    expect(await Promise.all(paths.map(after.download))).toEqual(kept);
    await after.end();
    writeFileSync(file('restored.json'), kept[0]!);
    const alone = await samspel(['verify', file('restored.json')]);
    expect([alone.code, alone.stderr]).toEqual([0, expect.stringContaining('5 annexes')]);
    writeFileSync(file('restored.tar'), kept[2]!);
    const whole = await samspel(['verify', file('restored.tar')]);
    expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining('5 annexes: every')]);
    elsewhere.remove();
  });

  test('moves its files from a disk into a bucket and back', async () => {
    const { id } = await submitted();
    const api = await apiOn(database, place.folder);
    const annex = `/api/submissions/${id}/annexes/2`;
    const content = await api.download(annex);
    await api.end();
    expect((await samspel(['backup', file('disk.backup')], { env })).code).toBe(0);

    const s3 = await startTestS3();
    const target = await testDatabase();
    const elsewhere = dataFolder();
    const inBucket = {
      SAMSPEL_DATA: elsewhere.folder,
      DATABASE_URL: target.url,
      FILES_URL: s3.url,
    };
    const restored = await samspel(['restore', file('disk.backup')], { env: inBucket });
    expect(JSON.parse(restored.stdout)).toMatchObject({ faults: [] });
    expect(existsSync(path.join(elsewhere.folder, 'files'))).toBe(false);
    const { stdout } = await samspel(['doctor'], { env: inBucket });
    expect(stdout).toMatch(/^ok +files +.*answers$/m);
    const again = ['backup', path.join(elsewhere.folder, 'bucket.backup')];
    expect((await samspel(again, { env: inBucket })).code).toBe(0);

    const back = await testDatabase();
    const home = dataFolder();
    const onDisk = { SAMSPEL_DATA: home.folder, DATABASE_URL: back.url };
    const returned = await samspel(['restore', again[1]!], { env: onDisk });
    expect(JSON.parse(returned.stdout)).toMatchObject({ faults: [] });
    const there = await apiOn(back, home.folder);
    expect(await there.download(annex)).toEqual(content);
    await there.end();

    await s3.stop();
    const gone = await samspel(['doctor'], { env: inBucket });
    expect(gone.stdout).toMatch(/^FAIL files /m);
    elsewhere.remove();
    home.remove();
  }, 120_000);
});

async function countOf({ owner }: TestDatabase, from: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.raw(from)}`.execute(owner);
  return rows[0]!.count;
}

describe('doctor', () => {
  test('shows a submission that the system handed back, until it is submitted again', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    const lines = async () => {
      const { stdout } = await samspel(['doctor'], { env });
      return stdout.split('\n').filter((line) => / submissions /.test(line));
    };
    expect(await lines()).toEqual([expect.stringContaining('every one received was decided')]);
    const repair = await damageDocument(stage, coordinator, proposalId);
    await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    expect(await lines()).toEqual([expect.stringMatching(`^FAIL .*${proposalId}.*handed back`)]);
    await repair();
    await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
    expect(await lines()).toEqual([expect.stringContaining('every one received was decided')]);
  });
});
