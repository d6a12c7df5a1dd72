import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { demoKey } from '@samspel/server/person/demo-sign-in';
import { verifyFile } from '@samspel/server/submission/verify-bundle';
import { afterAll, describe, expect, test } from 'vitest';
import { signAll, writtenApplication } from '../../../tests/support/application.ts';
import { testDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { runApi, secret, type Visitor } from '../../../tests/support/running-api.ts';
import { startTestS3 } from '../../../tests/support/s3.ts';
import { pdfFile, program } from '../../../tests/support/sample-files.ts';
import { formConsortium, openStage } from '../../../tests/support/stage.ts';

const database = await testDatabase();
const s3 = await startTestS3();
afterAll(() => s3.stop());
const api = await runApi(database, { demo: true });
afterAll(() => api.end());
// What the API stores, the stage's own commands find.
const stage = await openStage(database, api.folder);
const emails = {
  coordinator: 'coordinator@mobile-heights.example',
  editor: 'editor@smart-textiles.example',
  outsider: 'outsider@elsewhere.example',
};
const { proposalId, partnerIds } = await formConsortium(stage, [
  { organisation: 'Smart Textiles', email: emails.editor },
]);

async function signedIn(email: string, at = api): Promise<Visitor> {
  await stage.person(email);
  const visitor = at.browser();
  const done = await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
  expect(done.status).toBe(200);
  return visitor;
}

const coordinator = await signedIn(emails.coordinator);
const editor = await signedIn(emails.editor);
const outsider = await signedIn(emails.outsider);

const tus = { 'tus-resumable': '1.0.0' };
const bytes = { 'content-type': 'application/offset+octet-stream' };

interface Described {
  kind?: string;
  filename?: string;
  proposalId?: string;
  [more: string]: string | undefined;
}

function describing(what: Described): Record<string, string> {
  const all = { proposalId, kind: 'procurement_plan', filename: 'Plan.pdf', ...what };
  const pairs = Object.entries(all).map(
    ([key, value = '']) => `${key} ${Buffer.from(value).toString('base64')}`,
  );
  return { ...tus, 'upload-metadata': pairs.join(',') };
}

async function begin(sizeBytes: number, what: Described = {}, visitor = coordinator) {
  const answer = await visitor.send('POST', '/api/uploads', {
    ...describing(what),
    'upload-length': String(sizeBytes),
  });
  const location = answer.headers.get('location') ?? '';
  return { status: answer.status, location, text: await answer.text() };
}

const patch = (visitor: Visitor, location: string, offset: number, body: Buffer) =>
  visitor.send(
    'PATCH',
    location,
    { ...tus, ...bytes, 'upload-offset': String(offset) },
    new Uint8Array(body),
  );

async function offsetOf(location: string, visitor = coordinator): Promise<number> {
  const answer = await visitor.send('HEAD', location, tus);
  return answer.ok ? Number(answer.headers.get('upload-offset')) : -answer.status;
}

const currentVersions = async (id = proposalId) =>
  database.owner
    .selectFrom('annexVersion')
    .select(['id', 'name', 'sizeBytes'])
    .where('proposalId', '=', id)
    .orderBy('at', 'desc')
    .execute();

/** Sends the head and half of a body, waits until that is being written, and hangs up without a word. */
async function hangUpAfter(location: string, body: Buffer): Promise<void> {
  const head = [
    `PATCH ${location} HTTP/1.1`,
    `Host: 127.0.0.1:${api.port}`,
    `Origin: ${api.origin}`,
    `Cookie: ${coordinator.cookieHeader}`,
    'Tus-Resumable: 1.0.0',
    'Upload-Offset: 0',
    'Content-Type: application/offset+octet-stream',
    `Content-Length: ${body.length * 2}`,
  ];
  const socket = connect(api.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  const scratch = path.join(api.folder, 'files/scratch');
  await eventually('it is being written', async () => {
    const names = await readdir(scratch);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(path.join(scratch, name))).size),
    );
    return sizes.some((size) => size >= 100_000);
  });
  socket.destroy();
}

describe('an annex over HTTP', () => {
  test('arrives in parts, by the tus protocol, and is downloaded as a file to keep', async () => {
    const content = pdfFile('Inköp', 5000);
    const { status, location } = await begin(content.length, { filename: 'Inköp & plan.pdf' });
    expect(status).toBe(201);
    expect(location).toMatch(/^\/api\/uploads\/[0-9a-f-]{36}$/);
    const first = await patch(coordinator, location, 0, content.subarray(0, 2000));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '2000']);
    expect(first.headers.get('access-control-allow-origin')).toBeNull();
    expect(await offsetOf(location)).toBe(2000);
    const last = await patch(coordinator, location, 2000, content.subarray(2000));
    expect(last.status).toBe(204);
    expect(await offsetOf(location)).toBe(5000);

    const [version] = await currentVersions();
    const file = await coordinator.get(`/api/annexes/${version!.id}`);
    expect(file.status).toBe(200);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(content);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition':
        'attachment; filename="Ink_p_plan.pdf"; filename*=UTF-8\'\'Ink%C3%B6p%20%26%20plan.pdf',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-length': '5000',
    });
    const range = { range: 'bytes=1000-1099' };
    const part = await coordinator.get(`/api/annexes/${version!.id}`, range);
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 1000-1099/5000']);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(1000, 1100));
    const beyond = await coordinator.get(`/api/annexes/${version!.id}`, { range: 'bytes=9999-' });
    expect(beyond.status).toBe(416);
  });

  test('what somebody calls their file is a name and never a path or a header', async () => {
    const names = {
      '../../etc/passwd': 'passwd',
      'C:\\Users\\x\\plan.pdf': 'plan.pdf',
      'a\r\nSet-Cookie: x=1.pdf': 'a Set-Cookie: x=1.pdf',
      'plan\u202Efdp.exe': 'planfdp.exe',
      CON: 'CON',
      '"><script>.pdf': '"><script>.pdf',
    };
    for (const [filename, kept] of Object.entries(names)) {
      const content = pdfFile(filename);
      const { location } = await begin(content.length, { filename });
      expect((await patch(coordinator, location, 0, content)).status, filename).toBe(204);
      const [version] = await currentVersions();
      expect(version!.name).toBe(kept);
      const file = await coordinator.get(`/api/annexes/${version!.id}`);
      expect(file.headers.get('content-disposition')).toMatch(
        // Whatever it was called, it opens as what it is.
        /^attachment; filename="[\w.-]+\.pdf"; filename\*=UTF-8''\S+\.pdf$/,
      );
      expect(file.headers.get('set-cookie')).toBeNull();
    }
    for (const filename of ['', '/', 'x'.repeat(256), 'a\0b']) {
      expect(await begin(10, { filename }), filename).toMatchObject({ status: 422 });
    }
  });

  test('nothing, too much, another type and what nobody asked for are refused with a reason', async () => {
    const reasonOf = async (sizeBytes: number, what: Described = {}) => {
      const { status, text } = await begin(sizeBytes, what);
      return `${status} ${JSON.parse(text).reason}`;
    };
    expect(await reasonOf(0)).toBe('422 annex_empty');
    expect(await reasonOf(25_000_001)).toBe('422 annex_too_large');
    expect(await reasonOf(10, { kind: 'unknown' })).toBe('404 absent');
    expect(await reasonOf(10, { sha256: 'x' })).toBe('422 upload_unclear');
    expect(await reasonOf(10, { proposalId: randomUUID() })).toBe('404 absent');
    expect(await reasonOf(10, { proposalId: 'x' })).toBe('422 upload_unclear');

    const { location } = await begin(512, { filename: 'faktura.pdf' });
    const exe = await patch(coordinator, location, 0, program());
    expect(exe.status).toBe(422);
    expect(JSON.parse(await exe.text())).toMatchObject({ reason: 'annex_type_unknown' });
    expect(await offsetOf(location)).toBe(-404);

    const small = await begin(100);
    const more = await patch(coordinator, small.location, 0, pdfFile('mer', 101));
    expect(more.status).toBe(413);
    expect(await offsetOf(small.location)).toBe(0);
  });

  test('is begun and gone on with by members alone, from our own pages, each their own', async () => {
    const content = pdfFile('min', 2000);
    const { location } = await begin(content.length);
    expect((await patch(coordinator, location, 0, content.subarray(0, 500))).status).toBe(204);
    for (const visitor of [editor, outsider]) {
      expect(await offsetOf(location, visitor)).toBe(-404);
      expect((await patch(visitor, location, 500, content.subarray(500))).status).toBe(404);
      expect((await visitor.send('DELETE', location, tus)).status).toBe(404);
    }
    expect((await begin(10, {}, outsider)).status).toBe(404);
    expect((await begin(10, {}, editor)).status).toBe(403);
    const nobody = api.browser();
    expect((await begin(10, {}, nobody)).status).toBe(401);
    expect((await nobody.get(`/api/annexes/${randomUUID()}`)).status).toBe(401);
    const foreigners: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'text/plain' },
    ];
    for (const headers of foreigners) {
      const foreign = await coordinator.send(
        'PATCH',
        location,
        { ...tus, ...bytes, 'upload-offset': '500', ...headers },
        new Uint8Array(content.subarray(500)),
      );
      expect([403, 415]).toContain(foreign.status);
    }
    expect(await offsetOf(location)).toBe(500);
    const [version] = await currentVersions();
    for (const id of [version!.id, randomUUID(), 'x', '..%2f..']) {
      const answer = await outsider.get(`/api/annexes/${id}`);
      expect(`${answer.status} ${await answer.text()}`).toBe('404 {"error":"not_found"}');
    }
    expect((await coordinator.send('DELETE', location, tus)).status).toBe(204);
    expect(await offsetOf(location)).toBe(-404);
  });

  test('of parts sent at the same time one is taken, and the file is what was sent', async () => {
    const content = pdfFile('samtidigt', 300_000);
    const { location } = await begin(content.length);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => patch(coordinator, location, 0, content)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([204, 409]));
    expect(await offsetOf(location)).toBe(content.length);
  });

  test('goes on where a line was cut, at another process and in a bucket as on a disk', async () => {
    const content = pdfFile('avbruten', 400_000);
    const { location } = await begin(content.length);
    await hangUpAfter(location, content.subarray(0, 200_000));
    await eventually(
      'what came through is kept',
      async () => (await offsetOf(location)) >= 100_000,
    );
    const offset = await offsetOf(location);
    const other = await runApi(database, { demo: true, dataFolder: api.folder });
    const visitor = await signedIn(emails.coordinator, other);
    expect(await offsetOf(location, visitor)).toBe(offset);
    expect((await patch(visitor, location, offset, content.subarray(offset))).status).toBe(204);
    await other.end();
    const [version] = await currentVersions();
    const file = await coordinator.get(`/api/annexes/${version!.id}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(content);

    const cloud = await runApi(database, { demo: true }, { FILES_URL: s3.url });
    const there = await signedIn(emails.coordinator, cloud);
    const again = pdfFile('i molnet', 4000);
    const begun = await begin(again.length, {}, there);
    await patch(there, begun.location, 0, again.subarray(0, 1000));
    expect((await patch(there, begun.location, 1000, again.subarray(1000))).status).toBe(204);
    const [newest] = await currentVersions();
    const kept = await there.get(`/api/annexes/${newest!.id}`, { range: 'bytes=10-19' });
    expect(Buffer.from(await kept.arrayBuffer())).toEqual(again.subarray(10, 20));
    await cloud.end();
  });
});

describe('annexes that were submitted', () => {
  test('are read by the authority, frozen, and exported with the submission for anybody to verify', async () => {
    const written = await writtenApplication(stage);
    await signAll(stage, written);
    const outcome = await written.coordinator.proposal.submit({
      id: written.proposalId,
      intentId: randomUUID(),
    });
    if (outcome.outcome !== 'accepted') throw new Error(JSON.stringify(outcome));
    const { id } = outcome.submission;
    await stage.person('officer@tillvaxtverket.example');
    const { personId } = await stage.actor('officer@tillvaxtverket.example');
    const authority = await stage.organisationId('Tillväxtverket');
    await database.owner
      .insertInto('membership')
      .values({
        ...{ id: randomUUID(), personId, organisationId: authority, role: 'officer', toAt: null },
      })
      .execute();
    const officer = await signedIn('officer@tillvaxtverket.example');
    const first = await officer.get(`/api/submissions/${id}/annexes/1`);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-disposition')).toContain('firmateckningsr');
    expect((await officer.get(`/api/submissions/${id}/annexes/99`)).status).toBe(404);
    expect((await outsider.get(`/api/submissions/${id}/annexes/1`)).status).toBe(404);
    const [version] = await currentVersions(written.proposalId);
    expect((await officer.get(`/api/annexes/${version!.id}`)).status).toBe(404);
    expect(await begin(10, { proposalId: written.proposalId })).toMatchObject({ status: 422 });

    const tar = await officer.get(`/api/submissions/${id}/export.tar`);
    expect(tar.status).toBe(200);
    const bundle = Buffer.from(await tar.arrayBuffer());
    const verify = (content: Buffer) =>
      verifyFile(
        (async function* () {
          yield content;
        })(),
      );
    expect(await verify(bundle)).toEqual({
      ...{ differences: [], annexes: 5, withFiles: true, signatures: [] },
    });
    const at = bundle.indexOf('%PDF-1.4');
    const changed = Buffer.from(bundle);
    changed[at + 10] = changed[at + 10]! ^ 1;
    expect((await verify(changed)).differences).toHaveLength(1);
    const header = bundle.lastIndexOf('annexes/005');
    const without = Buffer.concat([bundle.subarray(0, header), Buffer.alloc(1024)]);
    expect((await verify(without)).differences).toEqual([
      expect.stringMatching(/^annexes\/005.*no file$/),
    ]);
    const json = await officer.get(`/api/submissions/${id}/export.json`);
    expect(await verify(Buffer.from(await json.arrayBuffer()))).toEqual({
      differences: [],
      annexes: 5,
      withFiles: false,
      signatures: [],
    });
    expect((await verify(Buffer.from('x'))).differences).toHaveLength(1);
    expect((await verify(bundle.subarray(0, 3000))).differences).toHaveLength(1);
  });
});

test('a partner’s own annex names its partner', async () => {
  const content = pdfFile('bekräftelse');
  const place = { kind: 'partner_confirmation', partnerId: partnerIds[0]! };
  const { location } = await begin(content.length, place, editor);
  expect((await patch(editor, location, 0, content)).status).toBe(204);
});
