import type { StreamMessage } from '@samspel/domain/event/event-view';
import { queryClient } from './query-client.ts';
import { trpc } from './trpc.ts';

type Listener = (message: StreamMessage) => void;

/**
 * The one stream of a tab: the browser allows six connections to a host, and other tabs need theirs.
 * A message is a wake-up only; what is shown is read again from the server.
 */
class EventStream {
  #state = $state<'idle' | 'connecting' | 'live'>('idle');
  #proposalId: string | null = null;
  #lastEventId: string | undefined;
  #subscription: { unsubscribe(): void } | undefined;
  #restart: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<Listener>();

  get state(): 'idle' | 'connecting' | 'live' {
    return this.#state;
  }

  /** Follows the signed-in person's own aggregate and, inside a workspace, that proposal. */
  follow(proposalId: string | null): void {
    if (this.#subscription && this.#proposalId === proposalId) return;
    this.stop();
    this.#proposalId = proposalId;
    this.#lastEventId = undefined;
    this.#open();
  }

  stop(): void {
    clearTimeout(this.#restart);
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    this.#state = 'idle';
  }

  /** For screens that do more than read again; returns its own undoing. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #open(): void {
    this.#state = 'connecting';
    const proposalId = this.#proposalId;
    this.#subscription = trpc.event.stream.subscribe(
      { proposalId, ...(this.#lastEventId ? { lastEventId: this.#lastEventId } : {}) },
      {
        onData: (tracked) => {
          this.#lastEventId = tracked.id;
          this.#receive(tracked.data);
        },
        onConnectionStateChange: ({ state }) => {
          if (state !== 'idle') this.#state = state === 'pending' ? 'live' : 'connecting';
        },
        onError: () => this.#again(),
        onComplete: () => this.#again(),
      },
    );
  }

  // The link reconnects by itself after a lost connection; it gives up only when the server refuses.
  #again(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    this.#state = 'connecting';
    clearTimeout(this.#restart);
    this.#restart = setTimeout(() => this.#open(), 3000 + Math.random() * 4000);
  }

  #receive(message: StreamMessage): void {
    void queryClient.invalidateQueries({
      predicate: (query) => concerns(query.queryKey, message),
    });
    for (const listener of this.#listeners) listener(message);
  }
}

/** Query keys begin with noun and procedure and carry their input: an id in it names the aggregate. */
function concerns(key: readonly unknown[], message: StreamMessage): boolean {
  const [noun, procedure] = key;
  if (noun === 'notification') return true;
  if (noun === 'proposal' && procedure === 'mine') return true;
  if (noun === 'person' && message.kind === 'person') return true;
  return JSON.stringify(key).includes(message.aggregateId);
}

export const eventStream = new EventStream();
