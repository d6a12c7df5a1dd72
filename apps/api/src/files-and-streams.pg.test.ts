import { topics } from '@samspel/platform/bus/bus';
import { newId } from '@samspel/platform/ids';
import { demoKey } from '@samspel/server/person/demo-sign-in';
import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { runApi, secret, type Visitor } from '../../../tests/support/running-api.ts';
import { formConsortium, openStage } from '../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { proposalId, coordinator } = await formConsortium(stage);
const api = await runApi(database, { demo: true });
afterAll(() => api.end());

async function signedIn(email: string): Promise<Visitor> {
  await stage.person(email);
  const visitor = api.browser();
  const done = await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
  expect(done.status).toBe(200);
  return visitor;
}

const member = await signedIn('coordinator@mobile-heights.example');
const outsider = await signedIn('outsider@elsewhere.example');

describe('downloads', () => {
  test('a member gets the draft as a PDF to keep', async () => {
    const answer = await member.get(`/api/proposals/${proposalId}/draft.pdf?language=en`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="draft\.pdf"/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  test('what is another’s, what is absent and what is no id are one answer; a visitor signs in first', async () => {
    const answers = new Set<string>();
    for (const id of [proposalId, newId(), 'x', '..%2f..', '%00']) {
      for (const path of [
        `proposals/${id}/draft.pdf`,
        `submissions/${id}/receipt.pdf`,
        `submissions/${id}/export.json`,
      ]) {
        const answer = await outsider.get(`/api/${path}`);
        answers.add(`${answer.status} ${await answer.text()}`);
      }
    }
    expect([...answers]).toEqual(['404 {"error":"not_found"}']);
    const visitor = await api.browser().get(`/api/proposals/${proposalId}/draft.pdf`);
    expect(visitor.status).toBe(401);
  });
});

describe('the event stream over HTTP', () => {
  async function openStream(visitor: Visitor, lastEventId?: string) {
    const input = encodeURIComponent(
      JSON.stringify({ proposalId, ...(lastEventId && { lastEventId }) }),
    );
    const cut = new AbortController();
    const response = await fetch(`${api.origin}/api/trpc/event.stream?input=${input}`, {
      headers: { cookie: visitor.cookieHeader, accept: 'text/event-stream' },
      signal: cut.signal,
    });
    const stream = { status: response.status, text: '', ended: false, cut: () => cut.abort() };
    const decoder = new TextDecoder();
    void (async () => {
      try {
        for await (const chunk of response.body!)
          stream.text += decoder.decode(chunk as Uint8Array);
      } catch {
        // Cut by either side.
      }
      stream.ended = true;
    })();
    return stream;
  }

  async function invite(email: string) {
    const { me } = await coordinator.proposal.get({ id: proposalId });
    await coordinator.consortium.invitePerson({
      proposalId,
      partnerId: me.partnerId,
      email,
      role: 'reader',
    });
    await api.bus.publish(topics.aggregate(proposalId), { aggregateId: proposalId, version: 0 });
  }

  test('pushes, resumes from its last id, and is refused to outsiders and visitors', async () => {
    const stream = await openStream(member);
    expect(stream.status).toBe(200);
    await eventually('it opened', () => stream.text.includes('stream.opened'));
    await invite('f@techtank.example');
    await eventually('it was pushed', () => stream.text.includes('consortium.person_invited'));
    const cursor = /id: (\S+)/.exec(stream.text)![1]!;
    stream.cut();
    const again = await openStream(member, cursor);
    await eventually('it came again', () => again.text.includes('consortium.person_invited'));
    expect(again.text).not.toContain('stream.opened');
    again.cut();
    const refused = await openStream(outsider);
    await eventually('it was refused', () => refused.text.includes('"code":"not_found"'));
    expect(refused.text).not.toMatch(/stream.opened|\.ts:|node_modules/);
    const visitors = await openStream(api.browser());
    await eventually('it was refused', () => visitors.text.includes('unauthenticated'));
    refused.cut();
    visitors.cut();
  });

  test('signing out ends the stream', async () => {
    const leaving = await signedIn('coordinator@mobile-heights.example');
    const stream = await openStream(leaving);
    await eventually('it opened', () => stream.text.includes('stream.opened'));
    await leaving.post('/api/auth/sign-out', {});
    await invite('g@techtank.example');
    await eventually('it ended', () => stream.ended || stream.text.includes('UNAUTHORIZED'));
    expect(stream.text).not.toContain('person_invited');
    stream.cut();
  });

  test('stopping ends streams at once and takes no more requests', async () => {
    const other = await runApi(database, { demo: true });
    const email = 'coordinator@mobile-heights.example';
    const visitor = other.browser();
    await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
    const response = await fetch(
      `${other.origin}/api/trpc/event.stream?input=${encodeURIComponent('{"proposalId":null}')}`,
      { headers: { cookie: visitor.cookieHeader } },
    );
    const ended = response.text().catch(() => 'cut');
    const begun = performance.now();
    await other.end();
    await ended;
    expect(performance.now() - begun).toBeLessThan(10_000);
    await expect(fetch(`${other.origin}/healthz`)).rejects.toThrow();
  });
});
