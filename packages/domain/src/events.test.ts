import { expect, test } from 'vitest';
import { z } from 'zod';
import { eventSchemas, eventTypes, isEventType, parseEvent } from './events.ts';

// What an event may hold: ids, keys of forms and rules, amounts, sizes, instants, hashes. It is kept for
// ever, so nothing that a person may ask to have erased.
const allowedFields =
  /(Id|Minor|At|Bytes|[hH]ash)$|^(key|role|fields|reason|state|rules|step|recipients|number|reference|currency|keptUntilReplaced)$/;

test('EV1 no event holds a name, an address or a text that a person wrote', () => {
  const suspicious = eventTypes.flatMap((type) =>
    Object.keys(eventSchemas[type].shape)
      .filter((field) => !allowedFields.test(field))
      .map((field) => `${type}.${field}`),
  );
  expect(suspicious).toEqual([]);
});

test('EV1 events are named noun.past_participle and refuse what they do not know', () => {
  for (const type of eventTypes) {
    expect(type).toMatch(/^[a-z]+\.[a-z]+(_[a-z]+)*$/);
    expect(() => parseEvent(type, { email: 'editor@smart-textiles.example' })).toThrow(z.ZodError);
  }
  expect(isEventType('proposal.submitted')).toBe(true);
  expect(isEventType('constructor')).toBe(false);
});

test('EV1 a well-formed payload comes back as it was', () => {
  const id = '018f3b6c-0000-7000-8000-000000000001';
  const payload = { proposalId: id, partnerId: id };
  expect(parseEvent('consortium.partner_left', payload)).toEqual(payload);
});
