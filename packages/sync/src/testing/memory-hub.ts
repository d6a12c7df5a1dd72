import type { Reply, Request } from '../protocol/frames.ts';
import { scanUpdate } from '../protocol/scan-update.ts';
import { admitUpdate, unboundClients } from '../server/commit/admit-update.ts';
import { ClientClocks } from '../server/commit/client-clocks.ts';

export interface MemoryLine {
  say(request: Request): void;
  cut(): void;
}

/** One document, its log in memory, and the hub's own rules of admission; answers when it is told to. */
export class MemoryHub {
  readonly log: Uint8Array[] = [];
  readonly #clocks = new ClientClocks();
  readonly #lines = new Map<
    object,
    { handle: number; hear: (reply: Reply) => void; sent: number }
  >();
  #pending: (() => void)[] = [];
  frozen: string | null = null;
  #epoch = 1;

  /** `hear` is called only by `step`. */
  connect(person: string, hear: (reply: Reply) => void): MemoryLine {
    const line = { handle: 0, hear, sent: 0 };
    const key = {};
    let open = true;
    return {
      say: (request) => {
        this.#pending.push(() => {
          // Said before the cut, arrived all the same.
          this.#serve(person, key, line, request, () => open);
        });
      },
      cut: () => {
        open = false;
        this.#lines.delete(key);
      },
    };
  }

  /** Lets some of what was said arrive. */
  step(count = this.#pending.length): void {
    for (const arrive of this.#pending.splice(0, count)) arrive();
  }

  get waiting(): number {
    return this.#pending.length;
  }

  freeze(reason: string | null): void {
    this.frozen = reason;
    this.#epoch += 1;
    for (const line of this.#lines.values()) this.#tell(line, this.#rights(line.handle));
  }

  #rights(handle: number): Reply {
    return { type: 'epoch', handle, epoch: this.#epoch, access: 'write', frozen: this.frozen };
  }

  #tell(line: { hear: (reply: Reply) => void }, reply: Reply): void {
    line.hear(reply);
  }

  #serve(
    person: string,
    key: object,
    line: { handle: number; hear: (reply: Reply) => void; sent: number },
    request: Request,
    open: () => boolean,
  ): void {
    const tell = (reply: Reply) => open() && this.#tell(line, reply);
    if (request.type === 'subscribe') {
      if (!open()) return;
      line.handle = 1;
      line.sent = request.since;
      this.#lines.set(key, line);
      const { request: number, since } = request;
      const head = this.log.length;
      const about = { head, since, incarnation: 'memory', epoch: this.#epoch, handle: 1 };
      tell({ type: 'subscribed', request: number, ...about, access: 'write', frozen: this.frozen });
      this.#catchUp(line);
      tell({ type: 'synced', handle: 1, to: head });
    }
    if (request.type === 'update') this.#update(person, line, request, tell);
  }

  #update(
    person: string,
    line: { handle: number; hear: (reply: Reply) => void; sent: number },
    { message, update, handle }: Extract<Request, { type: 'update' }>,
    tell: (reply: Reply) => void,
  ): void {
    const nack = { type: 'nack', handle, message, reason: '', client: 0, clock: 0 } as const;
    const settle = () => tell({ type: 'ack', handle, message, to: line.sent, at: 1 });
    if (this.frozen !== null) {
      tell({ ...nack, code: 'frozen' });
      settle();
      return;
    }
    const scan = scanUpdate(update);
    for (const client of unboundClients(scan, this.#clocks)) this.#clocks.bind(client, person);
    const admission = admitUpdate(update, scan, this.#clocks, person);
    if (admission.verdict === 'refuse') {
      tell({ ...nack, ...admission.refusal });
    } else if (admission.verdict === 'take') {
      for (const { client, end } of admission.ends) this.#clocks.commit(client, end);
      this.log.push(admission.data);
      for (const other of this.#lines.values()) {
        if (other === line) line.sent = this.log.length;
        else this.#catchUp(other);
      }
    }
    settle();
  }

  #catchUp(line: { handle: number; hear: (reply: Reply) => void; sent: number }): void {
    if (line.sent === this.log.length) return;
    const updates = this.log.slice(line.sent);
    const from = line.sent;
    line.sent = this.log.length;
    this.#tell(line, { type: 'batch', handle: line.handle, from, to: line.sent, updates });
  }
}
