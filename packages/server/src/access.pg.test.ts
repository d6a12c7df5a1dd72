import { DomainError } from '@samspel/domain/errors';
import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import {
  callProcedure,
  type Ids,
  procedures,
  type Role,
  roles,
} from '../../../tests/support/procedures.ts';
import { type Caller, openStage } from '../../../tests/support/stage.ts';
import { buildWorld, randomIds } from '../../../tests/support/world.ts';
import { appRouter } from './router.ts';
import type { Meta } from './trpc.ts';

const database = await testDatabase();
const stage = await openStage(database);
const world = await buildWorld(stage);
const unknown = randomIds(world.ids);

const known = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  type: (procedure as unknown as { _def: { type: string } })._def.type,
  access: ((procedure as unknown as { _def: { meta?: Meta } })._def.meta ?? {}) as Partial<Meta>,
}));
const mutating = new Set(known.filter(({ type }) => type === 'mutation').map(({ path }) => path));

const insiders: readonly Role[] = ['reader', 'editor', 'coordinator'];

interface Answer {
  kind: 'let in' | 'unauthenticated' | 'forbidden' | 'not_found' | 'crashed';
  /** All that the asker can see of it. */
  seen: unknown;
}

async function ask(caller: Caller, path: string, ids: Ids): Promise<Answer> {
  try {
    await callProcedure(caller, path, procedures[path]!.input(ids));
    return { kind: 'let in', seen: null };
  } catch (error) {
    return answerOf(error);
  }
}

function answerOf(error: unknown): Answer {
  if (!(error instanceof TRPCError)) return { kind: 'crashed', seen: String(error) };
  const { code, cause } = error;
  const detail =
    cause instanceof DomainError
      ? { code: cause.code, reason: cause.reason, params: cause.params, field: cause.field }
      : {};
  const seen = { code, message: error.message, ...detail };
  if (code === 'UNAUTHORIZED') return { kind: 'unauthenticated', seen };
  if (code === 'FORBIDDEN') return { kind: 'forbidden', seen };
  if (code === 'NOT_FOUND') return { kind: 'not_found', seen };
  if (code === 'INTERNAL_SERVER_ERROR' || code === 'BAD_REQUEST') return { kind: 'crashed', seen };
  return { kind: 'let in', seen };
}

function expectedRefusal(path: string, role: Role): Answer['kind'] {
  if (role === 'anonymous') return 'unauthenticated';
  if (path.startsWith('admin.')) return 'forbidden';
  return insiders.includes(role) && path !== 'submission.listForCall' ? 'forbidden' : 'not_found';
}

test('every procedure declares who may call it, and is known here with an input', () => {
  expect(known.filter(({ access }) => access.access === undefined)).toEqual([]);
  const listed = Object.keys(procedures).filter((path) => path in appRouter._def.procedures);
  expect(known.map(({ path }) => path).filter((path) => !listed.includes(path))).toEqual([]);
});

describe.each(known)('$path', ({ path, access }) => {
  const { lets, unscoped, refusalsOnly } = procedures[path]!;

  test('refuses everybody it does not let in', async () => {
    for (const role of roles.filter((each) => !lets.includes(each))) {
      const answer = await ask(world.callers[role], path, world.ids);
      expect(answer, `${path} for ${role}`).toMatchObject({ kind: expectedRefusal(path, role) });
    }
  });

  test('tells an outsider nothing: what is another’s is answered exactly as what does not exist', async () => {
    if (unscoped || access.access === 'public') return;
    const outsiders = roles.filter((role) => !insiders.includes(role) && !lets.includes(role));
    for (const role of outsiders) {
      const anothers = await ask(world.callers[role], path, world.ids);
      const absent = await ask(world.callers[role], path, unknown);
      expect(anothers, `${path} for ${role}`).toEqual(absent);
    }
  });

  test('lets in whom it is for', async () => {
    if (refusalsOnly) return;
    const { ids, callers } = mutating.has(path) ? await buildWorld(stage) : world;
    for (const role of lets) {
      const answer = await ask(callers[role], path, ids);
      expect(answer, `${path} for ${role}`).toMatchObject({ kind: 'let in' });
      // One change of the world is enough: the second asker would meet what the first one made.
      if (mutating.has(path) && !unscoped) break;
    }
  });
});

test('somebody of two consortia acts in each with the place they have there', async () => {
  const editor = world.callers.editor;
  const { id } = await editor.proposal.create({
    callId: world.ids.callId,
    title: 'Det egna',
    organisationId: await stage.organisationId('Smart Textiles'),
  });
  expect((await editor.proposal.get({ id })).me.role).toBe('coordinator');
  const mixed = editor.consortium.dropPartner({
    proposalId: id,
    partnerId: world.ids.partnerId,
    reason: 'Ett skäl',
  });
  await expect(mixed).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const answer = await ask(editor, 'consortium.dropPartner', world.ids);
  expect(answer.kind).toBe('forbidden');
});
