import type { Reply, Request } from '../protocol/frames.ts';
import { scanUpdate } from '../protocol/scan-update.ts';
import { admitUpdate, unboundClients } from '../server/commit/admit-update.ts';
import { ClientClocks } from '../server/commit/client-clocks.ts';
import { learn } from '../server/room/delivery.ts';

export interface MemoryLine {
  say(request: Request): void;
  cut(): void;
}

interface Listener {
  handle: number;
  hear: (reply: Reply) => void;
  sent: number;
}

/** What hubs share of one document: its log, whose clientIDs are whose, and whether it is frozen. */
export class MemoryLog {
  readonly updates: Uint8Array[] = [];
  readonly owners = new Map<number, string>();
  readonly hubs: MemoryHub[] = [];
  frozen: string | null = null;
  epoch = 1;
}

/** One document, its log in memory, and the hub's own rules of admission; answers when it is told to. */
export class MemoryHub {
  readonly #shared: MemoryLog;
  readonly #clocks = new ClientClocks();
  readonly #lines = new Map<object, Listener>();
  #pending: (() => void)[] = [];
  /** Of the log, what this hub has passed on; of what is in force, what it knows. */
  #delivered = 0;
  #frozen: string | null = null;
  #epoch = 1;
  /** For controls: acknowledges and does not store. */
  forgets: () => boolean = () => false;

  constructor(shared = new MemoryLog()) {
    this.#shared = shared;
    shared.hubs.push(this);
    this.#learn();
  }

  get log(): readonly Uint8Array[] {
    return this.#shared.updates;
  }

  get frozen(): string | null {
    return this.#shared.frozen;
  }

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

  /** Lets some of what was said arrive, by clients and by the other hubs. */
  step(count = this.#pending.length): void {
    for (const arrive of this.#pending.splice(0, count)) arrive();
  }

  get waiting(): number {
    return this.#pending.length;
  }

  /** In force at once; the other hubs hear of it later. */
  freeze(reason: string | null): void {
    this.#shared.frozen = reason;
    this.#shared.epoch += 1;
    this.#learn();
    this.#tellHubs();
  }

  #tellHubs(): void {
    for (const hub of this.#shared.hubs) if (hub !== this) hub.#pending.push(() => hub.#learn());
  }

  /** What is in force, and what others have written. */
  #learn(): void {
    const { epoch, frozen, updates } = this.#shared;
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#frozen = frozen;
      for (const line of this.#lines.values()) line.hear(this.#rights(line.handle));
    }
    for (const data of updates.slice(this.#delivered)) learn(this.#clocks, data);
    this.#delivered = updates.length;
    for (const line of this.#lines.values()) this.#catchUp(line);
  }

  #rights(handle: number): Reply {
    return {
      type: 'epoch',
      handle,
      epoch: this.#epoch,
      access: 'write',
      frozen: this.#frozen,
      needs: null,
    };
  }

  #serve(person: string, key: object, line: Listener, request: Request, open: () => boolean): void {
    const tell = (reply: Reply) => open() && line.hear(reply);
    if (request.type === 'subscribe') {
      if (!open()) return;
      this.#learn();
      line.handle = 1;
      line.sent = request.since;
      this.#lines.set(key, line);
      const { request: number, since } = request;
      const head = this.log.length;
      const about = { head, since, incarnation: 'memory', epoch: this.#epoch, handle: 1 };
      tell({
        type: 'subscribed',
        request: number,
        ...about,
        access: 'write',
        frozen: this.#frozen,
        needs: null,
      });
      this.#catchUp(line);
      tell({ type: 'synced', handle: 1, to: head });
    }
    if (request.type === 'update') this.#update(person, line, request, tell);
  }

  #update(
    person: string,
    line: Listener,
    { message, update, handle }: Extract<Request, { type: 'update' }>,
    tell: (reply: Reply) => void,
  ): void {
    const nack = { type: 'nack', handle, message, reason: '', client: 0, clock: 0 } as const;
    const scan = scanUpdate(update);
    for (const client of unboundClients(scan, this.#clocks)) {
      const owner = this.#shared.owners.get(client) ?? person;
      this.#shared.owners.set(client, owner);
      this.#clocks.bind(client, owner);
    }
    const admission = admitUpdate(update, scan, this.#clocks, person);
    // As in the commit: what is in force decides, not what this hub has heard.
    if (this.#shared.frozen !== null) {
      this.#learn();
      tell({ ...nack, code: 'frozen' });
    } else if (admission.verdict === 'refuse') {
      tell({ ...nack, ...admission.refusal });
    } else if (admission.verdict === 'take') {
      this.#commit(line, admission);
    }
    tell({ type: 'ack', handle, message, to: line.sent, at: 1 });
  }

  #commit(
    line: Listener,
    { data, ends }: Extract<ReturnType<typeof admitUpdate>, { verdict: 'take' }>,
  ): void {
    this.#learn();
    for (const { client, end } of ends) this.#clocks.commit(client, end);
    if (this.forgets()) return;
    this.#shared.updates.push(data);
    this.#delivered = this.log.length;
    // Nobody gets back what they sent.
    line.sent = this.log.length;
    for (const other of this.#lines.values()) this.#catchUp(other);
    this.#tellHubs();
  }

  #catchUp(line: Listener): void {
    if (line.sent === this.log.length) return;
    const updates = this.log.slice(line.sent);
    const from = line.sent;
    line.sent = this.log.length;
    line.hear({ type: 'batch', handle: line.handle, from, to: line.sent, updates });
  }
}
