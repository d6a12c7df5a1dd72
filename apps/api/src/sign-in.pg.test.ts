import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { newId } from '@samspel/platform/ids';
import { demoKey } from '@samspel/server/person/demo-sign-in';
import { registerPerson } from '@samspel/server/person/register-person';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { runApi, secret, type Visitor } from '../../../tests/support/running-api.ts';

const database = await testDatabase();
const api = await runApi(database, { demo: true });
afterAll(() => api.end());

async function newestLink(email: string): Promise<URL> {
  const mail = await database.owner
    .selectFrom('mail')
    .select('textBody')
    .where('recipient', '=', email)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return new URL(/http\S+/.exec(mail.textBody)![0]);
}

async function askForLink(visitor: Visitor, email: string, callbackURL?: string) {
  return visitor.post('/api/auth/sign-in/magic-link', {
    email,
    ...(callbackURL && { callbackURL }),
  });
}

interface Me {
  person: { id: string; email: string; name: string } | null;
}

describe('sign-in by mail', () => {
  test('a link opens a page, and only its button uses it: once', async () => {
    const visitor = api.browser();
    const email = 'anna.berg@mobile-heights.example';
    const asked = await askForLink(
      visitor,
      'Anna.Berg@Mobile-Heights.example',
      '/invitation?token=x',
    );
    expect(asked.status).toBe(200);
    const link = await newestLink(email);
    expect(link.origin).toBe(api.origin);
    expect(link.pathname).toBe('/sign-in/confirm');
    expect(link.searchParams.get('to')).toBe('/invitation?token=x');
    const token = link.searchParams.get('token')!;
    expect(
      (await visitor.get(`${link.pathname}${link.search}`)).headers.get('content-type'),
    ).toMatch('text/html');
    const used = await visitor.get(`/api/auth/magic-link/verify?token=${token}`);
    expect(used.status).toBe(200);
    const cookie = used.headers.getSetCookie().find((line) => line.startsWith('samspel.session='))!;
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    const me = await visitor.call<Me>('person.me');
    expect(me.person).toMatchObject({ email, name: 'Anna Berg' });
    const again = api.browser();
    expect((await again.get(`/api/auth/magic-link/verify?token=${token}`)).status).toBe(410);
    expect((await again.call<Me>('person.me')).person).toBeNull();
    const events = await database.owner
      .selectFrom('event')
      .select('type')
      .where('aggregateId', '=', me.person!.id)
      .execute();
    expect(events).toEqual([{ type: 'person.registered' }]);
  });

  test('the person keeps one identity over many sign-ins, and signing out ends a session', async () => {
    const visitor = api.browser();
    const email = 'twice@mobile-heights.example';
    const ids: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      await askForLink(visitor, email);
      const token = (await newestLink(email)).searchParams.get('token');
      await visitor.get(`/api/auth/magic-link/verify?token=${token}`);
      ids.push((await visitor.call<Me>('person.me')).person!.id);
    }
    expect(ids[0]).toBe(ids[1]);
    await visitor.call('proposal.socketTicket');
    const stolen = api.browser();
    for (const [name, value] of visitor.cookies) stolen.cookies.set(name, value);
    expect((await visitor.post('/api/auth/sign-out', {})).status).toBe(200);
    expect((await stolen.call<Me>('person.me')).person).toBeNull();
    const { rows: tickets } = await sql`
      select 1 from sync.ticket where person_id = ${ids[0]}`.execute(database.owner);
    expect(tickets).toEqual([]);
  });

  test('a passkey is offered to whoever is signed in, for this host', async () => {
    const visitor = api.browser();
    const email = 'keys@mobile-heights.example';
    const options = '/api/auth/passkey/generate-register-options';
    expect((await visitor.get(options)).status).toBe(401);
    await askForLink(visitor, email);
    const token = (await newestLink(email)).searchParams.get('token');
    await visitor.get(`/api/auth/magic-link/verify?token=${token}`);
    const offer = (await (await visitor.get(options)).json()) as { rp: unknown; challenge: string };
    expect(offer.rp).toEqual({ id: '127.0.0.1', name: 'Samspel' });
    expect(offer.challenge.length).toBeGreaterThan(20);
    const answer = {
      clientDataJSON: 'e30',
      attestationObject: 'e30',
      authenticatorData: 'e30',
      signature: 'e30',
    };
    const forged = { response: { id: 'eA', rawId: 'eA', type: 'public-key', response: answer } };
    const named = { ...forged, name: 'a\u0000b' };
    const bodies = [forged, named, {}, null, { response: { id: { $gt: '' } } }, []];
    for (const body of bodies) {
      for (const act of [
        'verify-registration',
        'verify-authentication',
        'update-passkey',
        'delete-passkey',
      ]) {
        const { status } = await visitor.post(`/api/auth/passkey/${act}`, body);
        expect(`${act} ${status}`).toMatch(/ 4\d\d$/);
      }
    }
    expect(await (await visitor.get('/api/auth/passkey/list-user-passkeys')).json()).toEqual([]);
  });

  test('sign-out everywhere ends the sessions of all browsers', async () => {
    const email = 'everywhere@mobile-heights.example';
    const browsers = [api.browser(), api.browser()];
    for (const browser of browsers) {
      await askForLink(browser, email);
      const token = (await newestLink(email)).searchParams.get('token');
      await browser.get(`/api/auth/magic-link/verify?token=${token}`);
      expect((await browser.call<Me>('person.me')).person?.email).toBe(email);
    }
    expect((await browsers[0]!.post('/api/auth/revoke-sessions', {})).status).toBe(200);
    for (const browser of browsers) {
      expect((await browser.call<Me>('person.me')).person).toBeNull();
    }
  });

  test('the answer is the same for every address, and a mailbox is not flooded', async () => {
    const email = 'flooded@mobile-heights.example';
    const answers = new Set<string>();
    for (let times = 0; times < 8; times += 1) {
      // Another address each time, as an attacker would have.
      const asked = await api
        .browser()
        .post(
          '/api/auth/sign-in/magic-link',
          { email },
          { 'x-forwarded-for': `203.0.113.${times + 1}` },
        );
      answers.add(`${asked.status} ${await asked.text()}`);
    }
    expect([...answers]).toHaveLength(1);
    const mails = await database.owner
      .selectFrom('mail')
      .select('id')
      .where('recipient', '=', email)
      .execute();
    expect(mails).toHaveLength(6);
  });

  test('one address on the network may not ask without end', async () => {
    const statuses: number[] = [];
    for (let times = 0; times < 15; times += 1) {
      const asked = await api
        .browser()
        .post(
          '/api/auth/sign-in/magic-link',
          { email: `many${times}@mobile-heights.example` },
          { 'x-forwarded-for': '198.51.100.7' },
        );
      statuses.push(asked.status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(12);
    expect(statuses.at(-1)).toBe(429);
  });

  test('an expired link, a link of a foreign page and a hostile continuation open nothing', async () => {
    const email = 'careful@mobile-heights.example';
    const visitor = api.browser();
    await askForLink(visitor, email, 'https://evil.example/');
    expect((await newestLink(email)).searchParams.has('to')).toBe(false);
    const token = (await newestLink(email)).searchParams.get('token');
    const foreign = await visitor.get(`/api/auth/magic-link/verify?token=${token}`, {
      'sec-fetch-site': 'cross-site',
    });
    expect(foreign.status).toBe(403);
    expect((await visitor.get('/api/auth/magic-link/verify?token=nonsense')).status).toBe(410);
    expect((await visitor.get('/api/auth/magic-link/verify?token=%00')).status).toBe(400);
    expect((await visitor.call<Me>('person.me')).person).toBeNull();
  });

  test('what the library offers beyond the product does not exist', async () => {
    const visitor = api.browser();
    for (const path of [
      '/sign-up/email',
      '/update-user',
      '/delete-user',
      '/demo/sign-in',
      '/sign-in/social',
    ]) {
      expect((await visitor.post(`/api/auth${path}`, {})).status).toBe(404);
    }
    expect((await visitor.get('/api/auth/get-session')).status).toBe(404);
    expect((await visitor.get('/api/auth/list-sessions')).status).toBe(404);
  });

  test('logs carry neither addresses nor tokens', () => {
    const text = JSON.stringify(api.log.lines);
    expect(text).not.toContain('mobile-heights.example');
    expect(text).not.toMatch(/token=[A-Za-z0-9]/);
  });
});

describe('sign-in to the demo', () => {
  test.each([
    ['localhost:1', 200],
    ['elsewhere.example:1', 403],
  ])('its mailbox, asked for as %s, answers %i', async (host, status) => {
    const path = '/api/trpc/demo.mailbox';
    const asked = request({ port: api.port, host: '127.0.0.1', path, headers: { host } }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(status);
  });

  const email = 'coordinator@mobile-heights.example';

  test('a printed link signs its person in, again and again', async () => {
    await registerPerson(database.app, { id: newId(), email, name: 'Koordinator' });
    for (let round = 0; round < 2; round += 1) {
      const visitor = api.browser();
      const done = await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
      expect(done.status).toBe(200);
      expect((await visitor.call<Me>('person.me')).person?.name).toBe('Koordinator');
    }
  });

  test('a wrong key, an unknown person and a system that is no demo answer alike: absent', async () => {
    const visitor = api.browser();
    const wrong = { email, key: demoKey('another secret', email) };
    const unknown = { email: 'x@y.example', key: demoKey(secret, 'x@y.example') };
    expect((await visitor.post('/api/demo/sign-in', wrong)).status).toBe(404);
    expect((await visitor.post('/api/demo/sign-in', unknown)).status).toBe(404);
    const real = await runApi(database, { demo: false });
    const right = { email, key: demoKey(secret, email) };
    expect((await real.browser().post('/api/demo/sign-in', right)).status).toBe(404);
    await real.end();
  });
});
