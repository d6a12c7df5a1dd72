import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { askedPledge, codeTo, funderEmail } from '../../../tests/support/pledge.ts';
import { runApi, type Visitor } from '../../../tests/support/running-api.ts';
import { openStage } from '../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const api = await runApi(database);
afterAll(() => api.end());

const pdf = Buffer.from('%PDF-1.7\n% Intyg\n%%EOF\n');

/** A browser at the co-funder that came through the door over HTTP. */
async function inside() {
  const { pledgeId, funder } = await askedPledge(stage);
  const { token } = funder;
  await funder.say('pledge');
  await database.setClock({ offsetMs: 60_000 });
  const visitor = api.browser();
  await visitor.call('cofunding.requestPledgeCode', { token });
  const code = await codeTo(stage, funderEmail);
  await visitor.call('cofunding.confirmPledgeAddress', { token, code });
  await database.setClock({ offsetMs: 0 });
  return { pledgeId, token, visitor };
}

interface Sent {
  token: string;
  bytes?: Uint8Array;
  type?: string;
  origin?: string;
  seen?: string;
}

function send(visitor: Visitor, { token, bytes = pdf, type, origin, seen = '2' }: Sent) {
  return fetch(`${api.origin}/api/pledges/certificate`, {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: {
      'content-type': type ?? 'application/octet-stream',
      origin: origin ?? api.origin,
      cookie: visitor.cookieHeader,
      'x-pledge-link': token,
      'x-pledge-seen': seen,
      'x-file-name': encodeURIComponent('Intyg från Åre.pdf'),
    },
  });
}

describe('a co-funder’s browser', () => {
  test('PL1: is known by a cookie that no script reads and no other site sends', async () => {
    const { funder } = await askedPledge(stage);
    const { token } = funder;
    await database.setClock({ offsetMs: 60_000 });
    const visitor = api.browser();
    await visitor.call('cofunding.requestPledgeCode', { token });
    const code = await codeTo(stage, funderEmail);
    const answer = await visitor.post('/api/trpc/cofunding.confirmPledgeAddress', { token, code });
    await database.setClock({ offsetMs: 0 });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^samspel\.device=[A-Za-z0-9_-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    expect(await answer.text()).not.toContain(cookie.slice(15, 58));
    const offer = await visitor.call<{ state: string }>('cofunding.lookupPledge', { token });
    expect(offer.state).toBe('open');
  });

  test('PL7: hands in a certificate and gets it back as a download', async () => {
    const { pledgeId, token, visitor } = await inside();
    const answer = await send(visitor, { token });
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'pledged' }]);
    const file = await visitor.get(`/api/pledges/${pledgeId}/certificates/1`);
    expect(file.headers.get('content-disposition')).toContain(
      "filename*=UTF-8''Intyg%20fr%C3%A5n%20%C3%85re.pdf",
    );
    expect(file.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await file.arrayBuffer())).toEqual(pdf);
    const others = await Promise.all([
      api.browser().get(`/api/pledges/${pledgeId}/certificates/1`),
      visitor.get(`/api/pledges/${pledgeId}/certificates/2`),
      visitor.get('/api/pledges/x/certificates/1'),
      (await inside()).visitor.get(`/api/pledges/${pledgeId}/certificates/1`),
    ]);
    expect(others.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  test('PL7: is refused with a reason, and by size before anything is read', async () => {
    const { token, visitor } = await inside();
    const refusal = async (sent: Partial<Sent>) => {
      const answer = await send(visitor, { token, ...sent });
      const { error, reason } = (await answer.json()) as { error: string; reason?: string };
      return [answer.status, reason ?? error];
    };
    const page = Buffer.from('<html><script>1</script></html>');
    expect(await refusal({ bytes: page })).toEqual([400, 'certificate_not_a_document']);
    expect(await refusal({ bytes: Buffer.alloc(5_000_001) })).toEqual([413, 'too_large']);
    expect(await refusal({ seen: '1' })).toEqual([409, 'changed_meanwhile']);
    expect(await refusal({ seen: 'x' })).toEqual([400, 'input_invalid']);
    expect(await refusal({ token: 'x'.repeat(43) })).toEqual([404, 'absent']);
    expect(await refusal({ type: 'multipart/form-data; boundary=a' })).toEqual([
      415,
      'content_type',
    ]);
    expect(await refusal({ origin: 'https://evil.example' })).toEqual([403, 'foreign_origin']);
  });

  test('another address takes no file, whatever it is called', async () => {
    const { visitor } = await inside();
    const answer = await visitor.post(
      '/api/trpc/cofunding.lookupPledge',
      {},
      {
        'content-type': 'application/octet-stream',
      },
    );
    expect(answer.status).toBe(415);
  });
});
