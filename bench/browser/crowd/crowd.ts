import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { issueTicket } from '@samspel/sync/store/tickets';
import type { Product } from '../../../tests/e2e/support/product.ts';
import type { Seeded } from '../stage/seed.ts';

export interface CrowdPlan {
  /** Where the sync endpoint answers. */
  url: string;
  proposalId: string;
  people: Seeded['people'];
  work:
    | { kind: 'narrative'; document: string; part: string }
    | { kind: 'budget'; document: string; part: string };
}

export type ToCrowd = { begin: CrowdPlan } | { ticket: string; person: string; request: number };
export type FromCrowd =
  | { wants: 'ticket'; person: string; request: number }
  | { ready: true }
  | { edits: number };

export interface Crowd {
  /** What they have written so far, all together. */
  edits(): number;
  leave(): Promise<void>;
}

/** The others at work: a process of its own, each person with a socket, a ticket and a client. */
export async function startCrowd(product: Product, plan: CrowdPlan): Promise<Crowd> {
  const child = fork(path.join(import.meta.dirname, 'people.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const tell = (message: ToCrowd) => child.connected && child.send(message);
  let edits = 0;
  const ready = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the crowd ended with ${code}`)));
    child.on('message', (message: FromCrowd) => {
      if ('wants' in message) {
        const { person, request } = message;
        void ticketFor(product, plan, person).then((ticket) => tell({ ticket, person, request }));
      } else if ('ready' in message) resolve();
      else edits = message.edits;
    });
  });
  tell({ begin: plan });
  await ready;
  return {
    edits: () => edits,
    async leave() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

/** As the API mints them for a signed-in person. */
function ticketFor(product: Product, { people }: CrowdPlan, personId: string): Promise<string> {
  const at = people.findIndex((one) => one.personId === personId);
  const name = people[at]!.name;
  const initials = name
    .split(' ')
    .map((word) => word[0])
    .join('');
  return product.asOwner((trx) =>
    issueTicket(trx, { personId, name, initials, colour: `p${(at % 8) + 1}` }),
  );
}
