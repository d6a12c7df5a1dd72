import { randomUUID } from 'node:crypto';
import type { Bus } from '@samspel/platform/bus/bus';
import type { Room } from './room/room.ts';

const busTopic = 'sync:tail';

export interface OtherHubsNeeds {
  bus: Bus;
  /** Documents (by id) of which another hub has written something. */
  wrote(docIds: number[]): void;
  /** Hints may have been missed. */
  missed(): void;
}

/** Hints between hubs over one database. Who misses one finds the head when it looks. */
export class OtherHubs {
  readonly #needs: OtherHubsNeeds;
  readonly #name = randomUUID();
  readonly #stopHearing: (() => void)[];

  constructor(needs: OtherHubsNeeds) {
    this.#needs = needs;
    this.#stopHearing = [
      needs.bus.subscribe(busTopic, (message) => this.#hear(message)),
      needs.bus.onReconnect(() => needs.missed()),
    ];
  }

  /** After the commit. */
  tell(rooms: Iterable<Room>): void {
    const tail = Array.from(rooms, (room) => room.id);
    void this.#needs.bus.publish(busTopic, { from: this.#name, tail });
  }

  #hear(message: unknown): void {
    const { from, tail } = message as { from?: unknown; tail?: unknown };
    if (from === this.#name || !Array.isArray(tail)) return;
    this.#needs.wrote(tail.filter((id) => typeof id === 'number'));
  }

  stop(): void {
    for (const stop of this.#stopHearing) stop();
  }
}
