import { Histogram } from '../statistics/histogram.ts';
import { typed } from './edits.ts';
import type { Opened, OpenJob, RoomState } from './jobs.ts';
import { LoadClient, type LoadRoom, type Tally } from './load-client.ts';

const openWithinMs = 60_000;

/** All people that this process simulates. */
export class Crowd {
  readonly tally: Tally = {
    from: 0,
    to: 0,
    latency: new Histogram(),
    cursorLatency: new Histogram(),
    saved: new Histogram(),
    deliveries: 0,
    cursorDeliveries: 0,
  };
  #rooms: LoadRoom[] = [];

  get clients(): LoadClient[] {
    return this.#rooms.flatMap(({ clients }) => clients);
  }

  async open({ server, second = server, rooms, seedLength, atOnce }: OpenJob): Promise<Opened> {
    const opening = new Histogram();
    const added: LoadRoom[] = rooms.map(({ name, firstClient }) => ({
      name,
      firstClient,
      clients: [],
    }));
    for (const [i, room] of added.entries()) {
      const size = rooms[i]!.clients;
      for (let index = 0; index < size; index++) {
        const at = index % 2 === 0 ? server : second;
        room.clients.push(new LoadClient(room, index, at, this.tally, size));
      }
    }
    this.#rooms.push(...added);
    const begun = performance.now();
    const everybody = added.flatMap(({ clients }) => clients);
    await inGroups(everybody, atOnce, async (client) => opening.add(await opened(client)));
    const allMs = performance.now() - begun;
    if (seedLength > 0) await this.#seed(added, seedLength);
    return { opening: opening.toJSON(), allMs };
  }

  async #seed(rooms: LoadRoom[], length: number): Promise<void> {
    const text = sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
    await inGroups(rooms, 50, async ({ clients }) => {
      const [first] = clients;
      first!.edit(typed(first!.id, first!.clock, text), length, 0);
      await until(() => first!.waiting === 0 && first!.upToDate);
    });
  }

  async state(): Promise<RoomState[]> {
    return this.#rooms.map(({ name, clients }) => ({
      name,
      people: clients.map(({ id, clock, shown, savedClock }) => ({
        client: id,
        written: clock,
        shown,
        saved: savedClock,
      })),
    }));
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.leave();
    this.#rooms = [];
  }
}

const sentence = 'Klustret utvecklar gemensamma arbetsformer för regionernas små företag. ';

async function opened(client: LoadClient): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('a document did not open')), openWithinMs);
  });
  try {
    return await Promise.race([client.open(), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function inGroups<T>(all: T[], atOnce: number, work: (one: T) => Promise<void>) {
  const waiting = [...all];
  const next = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, next));
}

export async function until(done: () => boolean, withinMs = 60_000): Promise<boolean> {
  for (const end = performance.now() + withinMs; performance.now() < end; ) {
    if (done()) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return done();
}
