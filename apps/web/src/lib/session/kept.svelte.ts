import type { MeView } from '@samspel/domain/person/person-view';
import type { ProposalView } from '@samspel/domain/proposal/proposal-view';
import { problemOf } from '#lib/api/problem.ts';
import { device } from './device.svelte.ts';
import { inPersonStore, noteOf, readNote } from './person-store.ts';

interface Kept {
  personId: string;
  proposals: string[];
}

const key = 'samspel.kept';
const meNote = 'me';
const viewNote = (proposalId: string) => `proposal/${proposalId}`;

/**
 * What the person asked this device to keep whole, so that it opens without network. Here lie ids alone;
 * who the person is, the applications and their documents lie encrypted in the person's own store.
 */
class KeptOnDevice {
  #kept = $state.raw<Kept | null>(readKept());

  constructor() {
    device.onSignOut(async () => this.#set(null));
  }

  get personId(): string | null {
    return this.#kept?.personId ?? null;
  }

  has(proposalId: string): boolean {
    return this.#kept?.proposals.includes(proposalId) ?? false;
  }

  async keep(me: MeView, view: ProposalView): Promise<void> {
    const personId = view.me.personId;
    const proposals = new Set(this.#kept?.proposals ?? []).add(view.id);
    this.#set({ personId, proposals: [...proposals] });
    await this.rememberMe(me);
    await this.rememberView(view);
    // The browser may otherwise clear what it likes when its disk is full. Some ask the person, who may not answer.
    void navigator.storage?.persist?.().catch(() => false);
  }

  /** The person changed their mind, or may not see the application any more. */
  async forget(proposalId: string): Promise<void> {
    if (!this.#kept?.proposals.includes(proposalId)) return;
    const { personId } = this.#kept;
    const proposals = this.#kept.proposals.filter((id) => id !== proposalId);
    this.#set(proposals.length > 0 ? { personId, proposals } : null);
    await inPersonStore(personId, async (store) => {
      await store.note(viewNote(proposalId), null);
      if (proposals.length === 0) await store.note(meNote, null);
      await store.forget((await store.keptNames()).filter((name) => isOf(name, proposalId)));
    });
  }

  /** What the server said last of who is here. Somebody else, or nobody: then nothing stays readable. */
  async rememberMe(me: MeView): Promise<void> {
    const kept = this.#kept;
    if (!kept) return;
    if (me.person?.id === kept.personId) {
      await inPersonStore(kept.personId, (store) => store.note(meNote, noteOf(me)));
      return;
    }
    this.#set(null);
    await inPersonStore(kept.personId, async (store) => {
      await store.note(meNote, null);
      for (const id of kept.proposals) await store.note(viewNote(id), null);
      await store.forget(await store.keptNames());
    });
  }

  /** The application as the server showed it last; documents that are no longer in it are forgotten. */
  async rememberView(view: ProposalView): Promise<void> {
    const personId = this.#kept?.personId;
    if (!personId || !this.has(view.id)) return;
    const visible = new Set(view.documents.map(({ name }) => name));
    await inPersonStore(personId, async (store) => {
      if (!this.has(view.id)) return;
      await store.note(viewNote(view.id), noteOf(view));
      const names = (await store.keptNames()).filter((name) => isOf(name, view.id));
      await store.forget(names.filter((name) => !visible.has(name)));
    });
  }

  me(): Promise<MeView | null> {
    return this.#noted<MeView>(meNote);
  }

  view(proposalId: string): Promise<ProposalView | null> {
    return this.has(proposalId) ? this.#noted(viewNote(proposalId)) : Promise.resolve(null);
  }

  /** How many of these documents lie on the device by now. */
  async count(names: readonly string[]): Promise<number> {
    const personId = this.personId;
    if (!personId) return 0;
    const kept = new Set((await inPersonStore(personId, (store) => store.keptNames())) ?? []);
    return names.filter((name) => kept.has(name)).length;
  }

  async #noted<T>(name: string): Promise<T | null> {
    return this.personId ? readNote<T>(this.personId, name) : null;
  }

  #set(kept: Kept | null): void {
    this.#kept = kept;
    if (kept) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  }
}

export const keptOnDevice = new KeptOnDevice();

const askAgainMs = 3000;
const insteadOfServer = new Set<string>();

/** What the server says, or, when it cannot be reached, what this device keeps of it. */
export async function orKept<T>(
  name: string,
  ask: Promise<T>,
  kept: () => Promise<T | null>,
): Promise<T> {
  try {
    const answer = await ask;
    insteadOfServer.delete(name);
    return answer;
  } catch (error) {
    const { code } = problemOf(error);
    const instead = code === 'offline' || code === 'unavailable' ? await kept() : null;
    if (instead === null) throw error;
    insteadOfServer.add(name);
    return instead;
  }
}

/**
 * For what this device may have kept: asked without network too, and again once there is one. The first
 * request after a network is back may still fail, and what is kept looks like an answer: so it is asked
 * again until the server has spoken.
 */
export const evenOffline = (name: string) =>
  ({
    networkMode: 'always',
    refetchOnReconnect: 'always',
    refetchInterval: () => (insteadOfServer.has(name) && navigator.onLine ? askAgainMs : false),
  }) as const;

/** Documents are named `kind/<proposal>/<part>`. */
const isOf = (name: string, proposalId: string) => name.split('/')[1] === proposalId;

function readKept(): Kept | null {
  try {
    const { personId, proposals } = JSON.parse(localStorage.getItem(key) ?? 'null') ?? {};
    if (typeof personId !== 'string' || !Array.isArray(proposals)) return null;
    return { personId, proposals };
  } catch {
    return null;
  }
}
