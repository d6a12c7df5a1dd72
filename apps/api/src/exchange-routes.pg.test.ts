import { request } from 'node:http';
import { addLine } from '@samspel/documents/budget-document';
import { documentName } from '@samspel/documents/names';
import { addPerson } from '@samspel/documents/people-document';
import { importLimits } from '@samspel/domain/exchange/imported-file';
import { newId } from '@samspel/platform/ids';
import { readFile } from '@samspel/server/exchange/reading/read-file';
import { demoKey } from '@samspel/server/person/demo-sign-in';
import { afterAll, describe, expect, test } from 'vitest';
import { writeDocument } from '../../../tests/support/application.ts';
import { testDatabase } from '../../../tests/support/database.ts';
import { runApi, secret, type Visitor } from '../../../tests/support/running-api.ts';
import { openStage } from '../../../tests/support/stage.ts';
import { buildWorld } from '../../../tests/support/world.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { ids } = await buildWorld(stage);
const { proposalId, partnerId, leadPartnerId } = ids;
const salary = 'Hemlig Person';

await writeDocument(stage, documentName('budget', proposalId, partnerId), (doc) =>
  addLine(doc, {
    cells: { category: 'TRAVEL', description: '=1+1', quantity: '2', unitPriceMinor: '95050' },
  }),
);
await writeDocument(stage, documentName('people', proposalId, partnerId), (doc) =>
  addPerson(doc, { cells: { name: salary, monthlySalaryMinor: '4242424' } }),
);

const api = await runApi(database, { demo: true });
afterAll(() => api.end());

async function signedIn(email: string): Promise<Visitor> {
  await stage.person(email);
  const visitor = api.browser();
  await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
  return visitor;
}

const coordinator = await signedIn('coordinator@mobile-heights.example');
const editor = await signedIn('editor@smart-textiles.example');
const reader = await signedIn('reader@smart-textiles.example');
const outsider = await signedIn('outsider@elsewhere.example');
const former = await signedIn('former@smart-textiles.example');
const officer = await signedIn('officer@tillvaxtverket.example');
const visitor = api.browser();

const budget = `/api/proposals/${proposalId}/budget`;
const csv = new TextEncoder().encode('Kostnadsslag;Beskrivning;Antal;Pris\nResor;Tåg;2;950,50\n');

function send(
  who: Visitor,
  partner: string,
  body: Uint8Array<ArrayBuffer> | ReadableStream = csv,
  headers: Record<string, string> = {},
) {
  return fetch(`${api.origin}${budget}/read?partner=${partner}`, {
    method: 'POST',
    body,
    headers: {
      ...{ 'content-type': 'application/octet-stream', origin: api.origin },
      ...{ 'sec-fetch-site': 'same-origin', cookie: who.cookieHeader },
      ...headers,
    },
    ...(body instanceof ReadableStream ? ({ duplex: 'half' } as object) : {}),
  });
}

describe('a budget as a file', () => {
  test.each(['xlsx', 'csv'])('%s: members get all partners or one', async (format) => {
    for (const who of [coordinator, editor, reader]) {
      const answer = await who.get(`${budget}/${format}?partner=${partnerId}&language=en`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toMatch(
        new RegExp(`^attachment; filename="budget.*Smart_Textiles\\.${format}"`),
      );
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(JSON.stringify(readFile(bytes).sheets)).toContain('950.5');
    }
    const all = await reader.get(`${budget}/${format}`);
    const text = JSON.stringify(readFile(Buffer.from(await all.arrayBuffer())));
    expect(text).toContain('Smart Textiles');
    if (format === 'xlsx') expect(text).toContain('Mobile Heights');
  });

  test('as a PDF, and without the mark of its encoding', async () => {
    const pdf = await reader.get(`${budget}/pdf?partner=${partnerId}`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const bare = await reader.get(`${budget}/csv?bom=0&language=sv`);
    expect(Buffer.from(await bare.arrayBuffer())[0]).not.toBe(0xef);
  });

  test('nobody’s holds names or salaries, not even the partner’s own', async () => {
    for (const who of [coordinator, editor]) {
      for (const path of ['xlsx', 'csv', `xlsx?partner=${partnerId}`]) {
        const answer = await who.get(`${budget}/${path}`);
        const file = readFile(Buffer.from(await answer.arrayBuffer()));
        expect(JSON.stringify(file)).not.toMatch(/Hemlig|42424/);
      }
    }
  });

  test('what is another’s, what is absent and what is no id are one answer; a visitor signs in first', async () => {
    const answers = new Set<string>();
    for (const who of [outsider, former, officer]) {
      for (const path of [
        `${budget}/xlsx`,
        `${budget}/csv?partner=${partnerId}`,
        `/api/proposals/${newId()}/budget/pdf`,
        '/api/proposals/x/budget/xlsx',
      ]) {
        const answer = await who.get(path);
        const { error } = (await answer.json()) as { error: string };
        answers.add(`${answer.status} ${error}`);
      }
    }
    expect([...answers]).toEqual(['404 not_found']);
    expect((await reader.get(`${budget}/xlsx?partner=${newId()}`)).status).toBe(404);
    expect((await reader.get(`${budget}/exe`)).status).toBe(404);
    expect((await visitor.get(`${budget}/xlsx`)).status).toBe(401);
  });
});

describe('a file for a budget', () => {
  test('is read for those who write that budget, and changes nothing', async () => {
    const before = await coordinator.get(`${budget}/csv`);
    for (const [who, partner] of [
      [editor, partnerId],
      [coordinator, leadPartnerId],
    ] as const) {
      const answer = await send(who, partner);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        file: {
          format: 'csv',
          sheets: [{ rows: [{ row: 1 }, { cells: ['Resor', 'Tåg', '2', '950,50'] }] }],
        },
      });
    }
    const after = await coordinator.get(`${budget}/csv`);
    expect(await after.text()).toBe(await before.text());
  });

  test('is refused to others before it is read', async () => {
    const refused = async (who: Visitor, partner: string) => {
      const answer = await send(who, partner);
      return `${answer.status} ${((await answer.json()) as { reason?: string }).reason ?? ''}`;
    };
    expect(await refused(visitor, partnerId)).toBe('401 ');
    expect(await refused(reader, partnerId)).toBe('403 reader_changes_nothing');
    expect(await refused(coordinator, partnerId)).toBe('403 own_budget_only');
    expect(await refused(editor, leadPartnerId)).toBe('403 own_budget_only');
    for (const who of [outsider, former, officer]) {
      expect(await refused(who, partnerId)).toBe('404 absent');
    }
  });

  test('is read for the lead’s budget officer, of partners alone that take part', async () => {
    await database.owner
      .updateTable('proposalMember')
      .set({ role: 'budget_officer' })
      .where('proposalId', '=', proposalId)
      .where('partnerId', '=', leadPartnerId)
      .execute();
    expect((await send(coordinator, partnerId)).status).toBe(200);
    expect((await send(coordinator, newId())).status).toBe(404);
  });

  test('that is not taken is told why', async () => {
    const answer = await send(editor, partnerId, new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d]));
    expect(await answer.json()).toEqual({ fault: 'not_a_spreadsheet' });
  });

  test('comes from our own pages, in one type, with a length within the limit', async () => {
    const status = async (...given: Parameters<typeof send>) => (await send(...given)).status;
    expect(await status(editor, partnerId, csv, { origin: 'https://evil.example' })).toBe(403);
    for (const type of ['text/csv', 'multipart/form-data; boundary=x', 'application/json']) {
      expect(await status(editor, partnerId, csv, { 'content-type': type }), type).toBe(415);
    }
    const large = new Uint8Array(importLimits.fileBytes + 1);
    expect([413, 'cut']).toContain(await status(editor, partnerId, large).catch(() => 'cut'));
    const endless = new ReadableStream({ pull: (to) => to.enqueue(csv) });
    expect([411, 'cut']).toContain(await status(editor, partnerId, endless).catch(() => 'cut'));
    expect(await status(editor, partnerId)).toBe(200);
  });

  test('that its sender gives up, half sent or half read, is read no further and fails nothing', async () => {
    const children = () =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
    const before = { children: children(), lines: api.log.lines.length };
    for (const half of [true, false]) {
      const upload = request(`${api.origin}${budget}/read?partner=${partnerId}`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/octet-stream', origin: api.origin },
          ...{ 'sec-fetch-site': 'same-origin', cookie: editor.cookieHeader },
          'content-length': String(csv.length),
        },
      }).on('error', () => {});
      upload.write(half ? csv.subarray(0, 10) : csv);
      if (half) await expect.poll(async () => (await send(editor, partnerId)).status).toBe(429);
      else await expect.poll(children).toBeGreaterThan(before.children);
      upload.destroy();
      await expect.poll(async () => (await send(editor, partnerId)).status).toBe(200);
    }
    const failures = api.log.lines.slice(before.lines).filter(({ level }) => Number(level) >= 50);
    expect(failures).toEqual([]);
  });

  test('of a part that is submitted is refused', async () => {
    const set = (state: 'submitted' | 'draft') =>
      database.owner
        .updateTable('proposal')
        .set({ status: state })
        .where('id', '=', proposalId)
        .execute();
    await set('submitted');
    const answer = await send(editor, partnerId);
    expect([answer.status, ((await answer.json()) as { reason: string }).reason]).toEqual([
      409,
      'already_submitted',
    ]);
    await set('draft');
  });
});
