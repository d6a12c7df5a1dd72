import { hashToken } from '@samspel/platform/ids';
import { afterEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../../tests/support/database.ts';
import {
  askedPledge,
  codeTo,
  coFunder,
  funderEmail,
  readyToAsk,
} from '../../../../../tests/support/pledge.ts';
import { openStage } from '../../../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
afterEach(() => database.setClock({ offsetMs: 0 }));

const refused = (code: string, reason: string) => ({ cause: { code, reason } });
const day = 86_400_000;

async function atTheDoor() {
  const ready = await readyToAsk(stage);
  const { pledgeId } = await ready.request();
  const token = await stage.linkTo(funderEmail);
  const { caller, device } = stage.stranger();
  const { cofunding } = caller;
  return {
    ...ready,
    ...{ pledgeId, token, cofunding, device },
    ask: () => cofunding.requestPledgeCode({ token }),
    enter: (code: string) => cofunding.confirmPledgeAddress({ token, code }),
    state: async () => (await cofunding.lookupPledge({ token })).state,
  };
}

const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

describe('PL1: a link that somebody else holds', () => {
  test('says who asks whom and nothing of what, and takes no answer', async () => {
    const { cofunding, token } = await atTheDoor();
    const offer = await cofunding.lookupPledge({ token });
    expect(offer).toEqual({
      state: 'unconfirmed',
      door: {
        funderName: 'Region Skåne',
        partnerName: 'Mobile Heights',
        address: 'f•••@region-skane.example',
        expiresAt: expect.any(String),
      },
      pledge: null,
    });
    const shut = refused('forbidden', 'pledge_unconfirmed');
    const by = { token, signedName: 'En främling' };
    await expect(
      cofunding.answerPledge({ ...by, seen: 1, answer: 'pledge' }),
    ).rejects.toMatchObject(shut);
    await expect(
      cofunding.signPledge({
        ...{ ...by, seen: 1, signedFunction: 'Chef', language: 'sv' },
        statementHash: 'a'.repeat(64),
      }),
    ).rejects.toMatchObject(shut);
    await expect(cofunding.askToWithdrawPledge({ ...by, reason: 'x' })).rejects.toMatchObject(shut);
  });

  test('opens by the code that the mailbox gets, in that browser and in no other', async () => {
    const { ask, enter, state, token, pledgeId, device } = await atTheDoor();
    expect(await stage.events(ask)).toEqual(['cofunding.pledge_code_requested']);
    const code = await codeTo(stage, funderEmail);
    expect(await stage.events(() => enter(code))).toEqual(['cofunding.pledge_device_confirmed']);
    expect(await state()).toBe('open');
    expect((await stage.visitor.cofunding.lookupPledge({ token })).state).toBe('unconfirmed');
    // Spent: who reads it later over a shoulder gets nothing by it.
    const other = stage.stranger().caller.cofunding;
    await expect(other.confirmPledgeAddress({ token, code })).rejects.toMatchObject(
      refused('invalid', 'code_does_not_fit'),
    );
    const kept = await database.owner
      .selectFrom('pledgeDevice')
      .select('keyHash')
      .where('pledgeId', '=', pledgeId)
      .executeTakeFirstOrThrow();
    expect(kept.keyHash).toEqual(hashToken(device.key!));
  });

  test('five wrong codes end a code, also when they come side by side', async () => {
    const { ask, enter, state } = await atTheDoor();
    await ask();
    const code = await codeTo(stage, funderEmail);
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => enter(wrong(code))));
    expect(tries.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(enter(code)).rejects.toMatchObject(refused('invalid', 'code_does_not_fit'));
    expect(await state()).toBe('unconfirmed');
    await database.setClock({ offsetMs: 60_000 });
    await ask();
    await enter(await codeTo(stage, funderEmail));
    expect(await state()).toBe('open');
  });

  test('a code holds for a quarter of an hour, and only the newest', async () => {
    const { ask, enter } = await atTheDoor();
    await ask();
    const first = await codeTo(stage, funderEmail);
    await database.setClock({ offsetMs: 15 * 60_000 + 1000 });
    await expect(enter(first)).rejects.toMatchObject(refused('invalid', 'code_does_not_fit'));
    await ask();
    const second = await codeTo(stage, funderEmail);
    if (first !== second) await expect(enter(first)).rejects.toThrow();
    await enter(second);
  });

  test('codes are few: not two at once, five an hour, twelve a day', async () => {
    const { ask } = await atTheDoor();
    await ask();
    await expect(ask()).rejects.toMatchObject(refused('rate_limited', 'sent_just_now'));
    let minutes = 0;
    const later = (by: number) => {
      minutes += by;
      return database.setClock({ offsetMs: minutes * 60_000 });
    };
    for (let times = 2; times <= 5; times += 1) {
      await later(1);
      await ask();
    }
    await later(1);
    await expect(ask()).rejects.toMatchObject(refused('rate_limited', 'too_many_codes'));
    for (let times = 6; times <= 12; times += 1) {
      await later(20);
      if (times === 6) await later(60);
      await ask();
    }
    await later(61);
    await expect(ask()).rejects.toMatchObject(refused('rate_limited', 'too_many_codes'));
  });

  test('a browser is known for thirty days, or until it is forgotten', async () => {
    const { funder } = await askedPledge(stage);
    const state = async () =>
      (await funder.caller.cofunding.lookupPledge({ token: funder.token })).state;
    await funder.say('pledge');
    await database.setClock({ offsetMs: 31 * day });
    expect(await state()).toBe('unconfirmed');
    await database.setClock({ offsetMs: 0 });
    expect(await state()).toBe('pledged');
    await funder.caller.cofunding.forgetPledgeDevice({ token: funder.token });
    expect(await state()).toBe('unconfirmed');
  });

  test('whoever is signed in with the address asked is at home already; another person is not', async () => {
    const { token } = await atTheDoor();
    const own = await stage.person(funderEmail);
    const another = await stage.person('finance@elsewhere.example');
    expect((await own.cofunding.lookupPledge({ token })).state).toBe('open');
    expect((await another.cofunding.lookupPledge({ token })).state).toBe('unconfirmed');
  });
});

describe('PL1: two questions to one co-funder', () => {
  test('from two consortia are two doors: the one opened opens not the other', async () => {
    const first = await askedPledge(stage);
    const second = await readyToAsk(stage);
    await second.request();
    const token = await stage.linkTo(funderEmail);
    const { caller, device } = first.funder;
    expect(await caller.cofunding.lookupPledge({ token })).toMatchObject({
      state: 'unconfirmed',
      pledge: null,
    });
    await caller.cofunding.requestPledgeCode({ token });
    const code = await codeTo(stage, funderEmail);
    // The code of the one does not open the other either.
    await expect(
      caller.cofunding.confirmPledgeAddress({ token: first.funder.token, code }),
    ).rejects.toThrow();
    const before = device.key;
    await caller.cofunding.confirmPledgeAddress({ token, code });
    expect(device.key).toBe(before);
    const both = await Promise.all(
      [first.funder.token, token].map((each) => caller.cofunding.lookupPledge({ token: each })),
    );
    expect(both.map(({ state }) => state)).toEqual(['open', 'open']);
    expect(new Set(both.map(({ pledge }) => pledge?.id)).size).toBe(2);
  });
});

describe('PL9: a new link', () => {
  test('ends the old one and its browsers in that moment, and keeps what was answered', async () => {
    const { coordinator, pledgeId, funder } = await askedPledge(stage);
    await funder.say('pledge');
    const renew = () => coordinator.cofunding.renewPledgeLink({ pledgeId });
    await expect(renew()).rejects.toMatchObject(refused('rate_limited', 'sent_just_now'));
    await database.setClock({ offsetMs: 61_000 });
    expect(await stage.events(renew)).toEqual(['cofunding.pledge_link_renewed']);
    expect((await funder.caller.cofunding.lookupPledge({ token: funder.token })).state).toBe(
      'unknown',
    );
    await expect(funder.say('withdraw', { seen: 3 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const token = await stage.linkTo(funderEmail);
    expect(token).not.toBe(funder.token);
    expect((await funder.caller.cofunding.lookupPledge({ token })).state).toBe('unconfirmed');
    await stage.again('cofunding.pledge_link_renewed');
    await stage.again('cofunding.pledge_requested');
    const again = await coFunder(stage, funderEmail, token);
    expect((await again.pledge()).status).toBe('pledged');
  });

  test('goes to another address while nothing is answered, and not afterwards', async () => {
    const { coordinator, pledgeId, funder } = await askedPledge(stage);
    await database.setClock({ offsetMs: 61_000 });
    const other = 'chef@region-skane.example';
    await coordinator.cofunding.renewPledgeLink({ pledgeId, email: other });
    const chief = await coFunder(stage, other);
    await chief.say('pledge');
    await database.setClock({ offsetMs: 122_000 });
    await expect(
      coordinator.cofunding.renewPledgeLink({ pledgeId, email: funderEmail }),
    ).rejects.toMatchObject(refused('conflict', 'pledge_is_answered'));
    await expect(funder.pledge()).rejects.toThrow('unknown');
  });
});
