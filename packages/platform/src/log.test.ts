import { describe, expect, test } from 'vitest';
import { openLog, redact } from './log.ts';

function written(write: (log: ReturnType<typeof openLog>) => void): string {
  const lines: string[] = [];
  write(openLog('test', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

const canary = 'canary-3f9a1c';

describe('the log', () => {
  test.each([
    ['a header', { headers: { authorization: `Bearer ${canary}`, cookie: `s=${canary}` } }],
    ['a set-cookie', { res: { 'set-cookie': [`s=${canary}`] } }],
    ['a nested token', { request: { body: { token: canary } } }],
    ['an address', { email: `${canary}@region.example` }],
    ['a recipient', { mail: { recipient: `${canary}@region.example`, to: canary } }],
    ['a password', { password: canary, secret: canary }],
    ['a link in a text', { url: `/invitation?token=${canary}&x=1` }],
    ['a key in a link', { url: `/demo/sign-in?email=a%40b.example&key=${canary}` }],
    ['credentials in a URL', { url: `postgres://owner:${canary}@host/db` }],
  ])('does not tell %s', (_, fields) => {
    expect(written((log) => log.info(fields, 'something'))).not.toContain(canary);
  });

  test('does not tell what an error message carries', () => {
    const error = new Error(`550 <${canary}@region.example> unknown, Bearer ${canary}`);
    const text = written((log) => log.error({ err: error }, `mail to ${canary}@region.example`));
    expect(text).not.toContain(canary);
    expect(text).toContain('550');
  });

  test('tells of an error its type, code, message, cause and stack, and nothing it drags along', () => {
    const error = Object.assign(new Error('no', { cause: new Error('gone') }), {
      code: '57P01',
      client: { password: canary, buffer: 'x'.repeat(5000) },
    });
    const line = JSON.parse(written((log) => log.warn({ err: error }, 'q'))) as { err: object };
    expect(Object.keys(line.err)).toEqual(['type', 'code', 'message', 'because', 'stack']);
    expect(line.err).toMatchObject({ type: 'Error', message: 'no', because: ['gone'] });
  });

  test('keeps ids, times and ordinary words', () => {
    const fields = { event: '0199-aa', attempt: 2, path: '/workspace/1?tab=budget' };
    const line = JSON.parse(written((log) => log.info(fields, 'done at 16:00'))) as object;
    expect(line).toMatchObject({ ...fields, msg: 'done at 16:00', name: 'test' });
  });

  test('stays one JSON document a line whatever is redacted', () => {
    const text = written((log) => log.info({ url: 'smtp://a:b"c\\d@e?token=x"y' }, 'q'));
    expect(() => JSON.parse(text)).not.toThrow();
  });
});

test('redact leaves a text without secrets as it is', () => {
  expect(redact('Budget of partner 3 saved at 14:02')).toBe('Budget of partner 3 saved at 14:02');
});
