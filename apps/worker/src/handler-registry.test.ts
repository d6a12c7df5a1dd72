import { describe, expect, test } from 'vitest';
import { registerHandlers } from './handler-registry.ts';

const handler = (name: string) => ({ name, handle: async () => {} });
const types = ['proposal.submitted', 'call.published'];

describe('the worker starts only when', () => {
  test('every event type has been decided about', () => {
    const register = () => registerHandlers({ 'proposal.submitted': [] }, types);
    expect(register).toThrow('event call.published has no entry in handlers');
  });

  test('no handler waits for an event that does not exist', () => {
    const handlers = { 'proposal.submitted': [], 'call.published': [], 'call.publisht': [] };
    expect(() => registerHandlers(handlers, types)).toThrow('unknown event call.publisht');
  });

  test('handler names are unique', () => {
    const handlers = {
      'proposal.submitted': [handler('mail-it')],
      'call.published': [handler('mail-it')],
    };
    expect(() => registerHandlers(handlers, types)).toThrow('two handlers are named mail-it');
    const twice = handler('mail-it');
    expect(() =>
      registerHandlers({ 'proposal.submitted': [twice, twice], 'call.published': [] }, types),
    ).toThrow('twice at event proposal.submitted');
  });

  test.each(['', 'Mail', 'mail:it', 'mail_it', 'mail it'])('no handler is named %j', (name) => {
    const handlers = { 'proposal.submitted': [handler(name)], 'call.published': [] };
    expect(() => registerHandlers(handlers, types)).toThrow('handler name');
  });
});

test('one handler may listen to several events, and nobody to some', () => {
  const shared = handler('tell-the-screen');
  const registry = registerHandlers(
    { 'proposal.submitted': [shared], 'call.published': [] },
    types,
  );
  expect(registry.namesOf('proposal.submitted')).toEqual(['tell-the-screen']);
  expect(registry.namesOf('call.published')).toEqual([]);
  expect(registry.named('tell-the-screen')).toBe(shared);
  expect(registry.named('another')).toBeUndefined();
  expect(() => registry.namesOf('future.happened')).toThrow('unknown event type');
});
