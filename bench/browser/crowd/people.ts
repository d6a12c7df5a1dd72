import { documentShapes } from '@samspel/documents/kinds';
import { documentName } from '@samspel/documents/names';
import { SyncClient } from '@samspel/sync/client/sync-client';
import { eventually } from '../../../tests/support/eventually.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import type { CrowdPlan, FromCrowd, ToCrowd } from './crowd.ts';
import { Filler } from './filler.ts';
import { Writer } from './writer.ts';

const keyMs = 200;

const waiting = new Map<number, (ticket: string) => void>();
const say = (message: FromCrowd) => process.send?.(message);
let requests = 0;
let edits = 0;

process.on('message', (message: ToCrowd) => {
  if ('begin' in message) void begin(message.begin);
  else waiting.get(message.request)?.(message.ticket);
});
// The parent is gone, or wants no more.
process.on('disconnect', () => process.exit(0));

async function begin(plan: CrowdPlan): Promise<void> {
  await Promise.all(plan.people.map((person, at) => arrive(plan, person.personId, at)));
  setInterval(() => say({ edits }), 250);
  say({ ready: true });
}

/** One person: five keys a second, at moments of their own. */
async function arrive(plan: CrowdPlan, personId: string, at: number): Promise<void> {
  const random = seededRandom(100 + at);
  const ticket = () => ticketOf(personId);
  const client = new SyncClient({ url: plan.url, ticket, shapes: documentShapes });
  const lobby = client.open(documentName('workplan', plan.proposalId));
  const open = client.open(plan.work.document);
  await eventually(`${personId} has the document`, () => open.state.synced && lobby.state.synced);
  if (open.state.access !== 'write') throw new Error(`${personId} may not write`);
  const where = { area: plan.work.kind, part: plan.work.part };
  lobby.awareness.setLocalState({ where });
  open.awareness.setLocalState({ where });
  const worker =
    plan.work.kind === 'narrative'
      ? new Writer(open, random)
      : new Filler(open, plan.work.part, random);
  const next = () => {
    setTimeout(
      () => {
        worker.key();
        edits += 1;
        next();
      },
      keyMs * (0.5 + random()),
    );
  };
  next();
}

function ticketOf(person: string): Promise<string> {
  const request = ++requests;
  say({ wants: 'ticket', person, request });
  return new Promise((resolve) => {
    waiting.set(request, resolve);
  });
}
