import type { Actor } from '@samspel/domain/actor';
import { type AnnexVerb, canAnnex } from '@samspel/domain/annex/can-annex';
import { type BudgetVerb, canBudget } from '@samspel/domain/budget/can-budget';
import {
  type ConsortiumTarget,
  type ConsortiumVerb,
  canConsortium,
} from '@samspel/domain/consortium/can-consortium';
import { isFunded } from '@samspel/domain/consortium/partner';
import type { Decision } from '@samspel/domain/decision';
import type { MeView } from '@samspel/domain/person/person-view';
import type { Application } from '@samspel/domain/proposal/application';
import { canProposal, type ProposalVerb } from '@samspel/domain/proposal/can-proposal';
import { openProposalChecker } from '@samspel/domain/proposal/check-proposal';
import type { ProposalSubject } from '@samspel/domain/proposal/membership';
import type {
  DocumentKind,
  PartnerView,
  ProposalView,
} from '@samspel/domain/proposal/proposal-view';
import type { Readiness } from '@samspel/domain/proposal/readiness';
import type { SyncClient } from '@samspel/sync/client/sync-client';
import { flushSync, getContext, setContext } from 'svelte';
import { clock } from '#lib/kit/clock.svelte.ts';
import { personSeats } from '#lib/kit/person-seats.svelte.ts';
import { keptOnDevice } from '#lib/session/kept.svelte.ts';
import { assembleApplication } from './assemble-application.ts';
import { LiveDocument } from './live-document.svelte.ts';
import { onceAFrame } from './once-a-frame.ts';
import { onceShown } from './once-shown.ts';
import { Overwritten } from './overwritten.svelte.ts';
import { OverwrittenNote } from './overwritten-note.ts';
import {
  byPerson,
  inOrderOfComing,
  othersIn,
  type Presence,
  type Whereabouts,
} from './presence.ts';
import { ReadingMemo, type Readings } from './readings.ts';
import { saveStateOf } from './save-state.ts';
import { syncSession } from './sync-session.svelte.ts';

/** One open workspace: the server's view of it, its live documents, and what the rules make of both. */
export class Workspace {
  view = $state.raw<ProposalView>() as ProposalView;
  documents = $state.raw<ReadonlyMap<string, LiveDocument>>(new Map());
  readings = $state.raw<Readings>({
    narrative: new Map(),
    budget: new Map(),
    cofunding: new Map(),
    workplan: null,
  });
  application = $state.raw<Application>() as Application;
  readiness = $state.raw<Readiness>() as Readiness;
  present = $state.raw<Presence[]>([]);
  /** Rises when somebody moved inside a document; cells and carets of others read it. */
  moves = $state(0);
  /** Cells of this person's that others overwrote unseen; kept on this device until they are decided. */
  readonly overwritten: Overwritten;
  #where: Whereabouts;
  readonly #client: SyncClient;
  readonly #memo = new ReadingMemo();
  readonly #check = openProposalChecker();
  readonly #compute = onceAFrame(() => this.#recompute());
  readonly #look = onceAFrame(() => this.#lookAround());
  #ticker: ReturnType<typeof setInterval>;

  /** `where` the page begins: what is shown there is fetched before the rest. */
  constructor(view: ProposalView, where: Whereabouts) {
    this.#where = where;
    this.#client = syncSession.clientOf(view.me.personId);
    const note = new OverwrittenNote(view.me.personId, view.id);
    this.overwritten = new Overwritten(
      () => Date.now() + clock.offsetMs,
      (all) => note.write(all),
    );
    void note.left.then((left) => this.overwritten.begin(left));
    this.take(view);
    this.#recompute();
    // The call's closing is a rule too: it turns red without anybody typing.
    this.#ticker = setInterval(() => this.#compute(), 30_000);
  }

  /** A newer answer of the server: opens what became visible, closes what is no longer ours. */
  take(view: ProposalView): void {
    this.view = view;
    personSeats.take(inOrderOfComing(view.partners));
    const documents = new Map<string, LiveDocument>();
    const { area, part } = this.#where;
    const shown = view.documents.find((one) => one.kind === area && one.part === part);
    let after: Promise<void> | undefined;
    for (const granted of shown ? [shown, ...view.documents] : view.documents) {
      if (documents.has(granted.name)) continue;
      const known = this.documents.get(granted.name);
      known?.grant(granted);
      const document = known ?? this.#open(granted, after);
      documents.set(granted.name, document);
      if (granted === shown) after = onceShown(document.open);
    }
    for (const [name, document] of this.documents) {
      if (documents.has(name)) continue;
      this.#memo.forget(document);
      document.open.keep(false);
      document.close();
    }
    this.documents = documents;
    this.#announce();
    this.#compute();
  }

  /**
   * Readings and what is drawn of them, as of one's last edit: for a key that goes on from the key before,
   * which may have come within the same frame.
   */
  catchUp(): void {
    flushSync(() => this.#compute.hurry());
  }

  close(): void {
    clearInterval(this.#ticker);
    this.#compute.cancel();
    this.#look.cancel();
    this.overwritten.close();
    for (const document of this.documents.values()) document.close();
  }

  document(kind: DocumentKind, part: string | null): LiveDocument | null {
    for (const document of this.documents.values()) {
      if (document.kind === kind && document.part === part) return document;
    }
    return null;
  }

  /** Everything that counts has arrived; before that, sums and findings would be guesses. */
  readonly loaded = $derived([...this.documents.values()].every(({ readable }) => readable));

  get save() {
    return saveStateOf(syncSession.state, syncSession.everOnline);
  }

  /** Shown from what this device keeps: the server has said nothing yet. */
  get fromDevice(): boolean {
    return [...this.documents.values()].some(({ state }) => state.kept && !state.synced);
  }

  /** Something is newer than this page, which then shows it and changes nothing. */
  get outdated(): boolean {
    return [...this.documents.values()].some(({ state, frozen }) => state.outdated && !frozen);
  }

  get online(): boolean {
    return syncSession.state.connection === 'online';
  }

  get partners(): PartnerView[] {
    return this.view.partners;
  }

  /** Accepted lead and partners: those with a budget and a part to sign. */
  get funded(): PartnerView[] {
    return this.view.partners.filter(isFunded);
  }

  get lead(): PartnerView | undefined {
    return this.view.partners.find((partner) => partner.role === 'lead');
  }

  get mine(): PartnerView | undefined {
    return this.partner(this.view.me.partnerId);
  }

  partner(id: string | null | undefined): PartnerView | undefined {
    return this.view.partners.find((partner) => partner.id === id);
  }

  /** Whose part a section belongs to: its owner's, else the lead's. */
  sectionPartner(key: string): PartnerView | undefined {
    const owner = this.view.sections.find((section) => section.key === key)?.ownerPartnerId;
    return this.funded.find((partner) => partner.id === owner) ?? this.lead;
  }

  can(
    verb: ProposalVerb,
    target: { partnerId?: string; signed?: boolean; lies?: boolean } = {},
  ): Decision {
    return canProposal(this.#actor, verb, { ...this.#subject, ...target });
  }

  canBudget(verb: BudgetVerb, partnerId: string): Decision {
    const signed = Boolean(this.partner(partnerId)?.signOff);
    return canBudget(this.#actor, verb, { ...this.#subject, partnerId, signed });
  }

  /** `partnerId`: of whom the annex is, null for one of the whole application, which is the lead's. */
  canAnnex(verb: AnnexVerb, partnerId: string | null): Decision {
    const owner = this.partner(partnerId ?? this.lead?.id);
    const target = owner ? { partnerId: owner.id, signed: Boolean(owner.signOff) } : {};
    return canAnnex(this.#actor, verb, { ...this.#subject, ...target });
  }

  canConsortium(verb: ConsortiumVerb, target: Partial<ConsortiumTarget> = {}): Decision {
    return canConsortium(this.#actor, verb, { ...this.#subject, ...target });
  }

  /** Keeps the whole application on this device, or no longer does. */
  async keepOnDevice(me: MeView, yes: boolean): Promise<void> {
    for (const document of this.documents.values()) document.open.keep(yes);
    if (yes) await keptOnDevice.keep(me, this.view);
    else await keptOnDevice.forget(this.view.id);
  }

  /** Says to the others on which page this person is. */
  go(where: Whereabouts): void {
    this.#where = where;
    this.#announce();
  }

  get #actor(): Actor {
    const { personId } = this.view.me;
    return { kind: 'person', personId, email: '', isAdmin: false, officerOf: [] };
  }

  get #subject(): ProposalSubject {
    const { me, id, status } = this.view;
    const own = this.partner(me.partnerId);
    const membership = own && {
      partnerId: own.id,
      partnerRole: own.role,
      partnerStatus: own.status,
      role: me.role,
    };
    return { proposalId: id, phase: status, membership: membership ?? null };
  }

  #open(granted: ProposalView['documents'][number], after?: Promise<void>): LiveDocument {
    const keep = keptOnDevice.has(this.view.id);
    const { name, packed } = granted;
    const document = new LiveDocument(this.#client.open(name, { keep, packed, after }), granted, {
      change: (changed) => {
        this.#memo.outdate(changed);
        this.#compute();
      },
      presence: () => this.#look(),
      concurrent: (live, cells) => this.overwritten.meet(live, cells),
    });
    this.#memo.outdate(document);
    document.announce(null);
    return document;
  }

  /** Everybody has the work plan open: it carries who is here, whichever page they are on. */
  get #lobby(): LiveDocument | null {
    return this.document('workplan', null);
  }

  #announce(): void {
    this.#lobby?.announce({ where: this.#where });
  }

  #recompute(): void {
    this.#memo.refresh();
    this.readings = { ...this.#memo.current };
    const now = new Date(Date.now() + clock.offsetMs).toISOString();
    this.application = assembleApplication(this.view, this.readings, now);
    this.readiness = this.#check(this.application);
    this.overwritten.review(this.documents);
  }

  #lookAround(): void {
    const everyone = [...this.documents.values()].flatMap((document) =>
      othersIn(document.awareness, this.view.me.personId),
    );
    this.present = byPerson(everyone);
    this.moves += 1;
    this.overwritten.learnNames(this.documents);
  }
}

const key = Symbol('workspace');

export function provideWorkspace(get: () => Workspace): void {
  setContext(key, get);
}

/** The workspace that the page lies in. */
export function useWorkspace(): Workspace {
  return getContext<() => Workspace>(key)();
}
