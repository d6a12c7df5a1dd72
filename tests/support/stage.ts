import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Actor } from '@samspel/domain/actor';
import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { readConfig } from '@samspel/platform/config';
import { asSystem } from '@samspel/platform/db/as-system';
import { openFiles } from '@samspel/platform/files/files';
import { newId, newToken } from '@samspel/platform/ids';
import type { Handler } from '@samspel/platform/outbox/handler';
import type { Database } from '@samspel/server/database';
import { handlersFor } from '@samspel/server/handlers';
import { findActor } from '@samspel/server/person/person.queries';
import { registerPerson } from '@samspel/server/person/register-person';
import { appRouter } from '@samspel/server/router';
import { seedReference } from '@samspel/server/seed/seed-reference';
import { createCaller, type RequestContext } from '@samspel/server/trpc';
import type { TestDatabase } from './database.ts';
import { quietLog } from './quiet-log.ts';

export const publicUrl = 'http://127.0.0.1:3000';

const callerOf = createCaller(appRouter);

export type Caller = ReturnType<typeof callerOf>;
export type Device = RequestContext['request']['device'];

function browser(): Device {
  const device: Device = {
    key: null,
    keep: (key) => {
      device.key = key;
    },
  };
  return device;
}

/**
 * The product without HTTP, on a test file's database: reference data, people who call procedures, and
 * handlers that run when the test says so.
 */
export async function openStage(
  database: TestDatabase,
  dataFolder = path.join(tmpdir(), `samspel-stage-${newId()}`),
) {
  await seedReference(database.app);
  const log = quietLog();
  const bus = openInProcessBus();
  const config = readConfig({ SAMSPEL_URL: publicUrl });
  const files = openFiles(path.join(dataFolder, 'files'));
  const listeners: Record<string, readonly Handler<Database>[]> = handlersFor({ publicUrl });

  const contextOf = (actor: Actor, device = browser()): RequestContext => ({
    db: database.app,
    actor,
    bus,
    config,
    log,
    ids: { newId, newToken },
    request: { id: newId(), ip: '127.0.0.1', device, stillSignedIn: async () => true },
  });

  const stage = {
    database,
    log,
    bus,
    files,
    contextOf,

    /** A person who is signed in; made on first mention. */
    async person(email: string, name = email.slice(0, email.indexOf('@'))): Promise<Caller> {
      return callerOf(contextOf(await stage.actor(email, name)));
    },

    async actor(email: string, name = email): Promise<Extract<Actor, { kind: 'person' }>> {
      await registerPerson(database.app, { id: newId(), email, name });
      const { id } = await database.owner
        .selectFrom('person')
        .select('id')
        .where('email', '=', email)
        .executeTakeFirstOrThrow();
      const actor = await findActor(database.app, id);
      if (actor?.kind !== 'person') throw new Error(`no person ${email}`);
      return actor;
    },

    visitor: callerOf(contextOf({ kind: 'anonymous' })),

    /** Nobody, in a browser of their own that keeps what it is given. */
    stranger(): { caller: Caller; device: Device } {
      const device = browser();
      return { caller: callerOf(contextOf({ kind: 'anonymous' }, device)), device };
    },

    async organisationId(name: string): Promise<string> {
      const found = await database.owner
        .selectFrom('organisation')
        .select('id')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return found.id;
    },

    async callId(): Promise<string> {
      const calls = await stage.visitor.calls.list();
      return calls[0]!.id;
    },

    /** Does what the relay and the worker do, once and in order; answers the types handled. */
    async runHandlers(): Promise<string[]> {
      const events = await database.owner
        .selectFrom('event')
        .selectAll()
        .where('publishedAt', 'is', null)
        .orderBy('id')
        .execute();
      for (const event of events) {
        for (const handler of listeners[event.type] ?? []) {
          await asSystem(database.app, (trx) =>
            handler.handle(trx, event, { log, config, files, attempt: 1 }),
          );
        }
        await asSystem(database.app, (trx) =>
          trx
            .updateTable('event')
            .set({ publishedAt: new Date() })
            .where('id', '=', event.id)
            .execute(),
        );
      }
      return events.map(({ type }) => type);
    },

    /** Every event of a type comes once more, as after a queue that forgot what was done. */
    async again(type: string): Promise<void> {
      await database.owner
        .updateTable('event')
        .set({ publishedAt: null })
        .where('type', '=', type)
        .execute();
      await stage.runHandlers();
    },

    /** The token in the newest mail to an address. */
    async linkTo(email: string): Promise<string> {
      await stage.runHandlers();
      const mail = await database.owner
        .selectFrom('mail')
        .select('textBody')
        .where('recipient', '=', email)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      const found = /[?&]token=([A-Za-z0-9_-]+)/.exec(mail.textBody);
      if (!found) throw new Error(`no link in the mail to ${email}`);
      return found[1]!;
    },

    /** Types of all events, in the order they happened, from `after` on. */
    async eventsAfter(after: number): Promise<string[]> {
      return (await stage.allEvents()).slice(after);
    },

    async allEvents(): Promise<string[]> {
      const events = await database.owner
        .selectFrom('event')
        .select('type')
        // By id, not time: a test may have turned the clock back.
        .orderBy('id')
        .execute();
      return events.map(({ type }) => type);
    },

    /** What `act` appended, exactly; [] for a command that was refused. */
    async events(act: () => Promise<unknown>): Promise<string[]> {
      const before = await stage.allEvents();
      await act().catch((error: unknown) => {
        refusals.push(error);
      });
      return stage.eventsAfter(before.length);
    },
  };
  const refusals: unknown[] = [];
  return stage;
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** A draft consortium led by Mobile Heights, with whoever is named invited and accepted. */
export async function formConsortium(
  stage: Stage,
  partners: { organisation: string; email: string; personRole?: 'editor' | 'reader' }[] = [],
  coordinatorEmail = 'coordinator@mobile-heights.example',
) {
  const coordinator = await stage.person(coordinatorEmail, 'Koordinator');
  const { id } = await coordinator.proposal.create({
    callId: await stage.callId(),
    title: 'Smart textil, smart vård',
    organisationId: await stage.organisationId('Mobile Heights'),
  });
  const people: Caller[] = [];
  const partnerIds: string[] = [];
  for (const { organisation, email, personRole = 'editor' } of partners) {
    const invited = await coordinator.consortium.invite({
      proposalId: id,
      organisationId: await stage.organisationId(organisation),
      role: 'partner',
      email,
      personRole,
    });
    const person = await stage.person(email);
    await person.consortium.acceptInvitation({ token: await stage.linkTo(email) });
    people.push(person);
    partnerIds.push(invited.partnerId);
  }
  return { proposalId: id, coordinator, people, partnerIds };
}
