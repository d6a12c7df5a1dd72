import { workplanSheet } from '@samspel/documents/workplan-document';
import type { AnnexFile } from '@samspel/domain/annex/annex';
import type { AnnexView } from '@samspel/domain/annex/annex-view';
import { pledgeStates } from '@samspel/domain/cofunding/pledge-states';
import { isFunded, type PartnerEntry } from '@samspel/domain/consortium/partner';
import type { Application } from '@samspel/domain/proposal/application';
import type { PartnerView, ProposalView } from '@samspel/domain/proposal/proposal-view';
import type { Readings } from './readings.ts';

/** The application as the rules see it: the server's view of people and the documents' live content. */
export function assembleApplication(
  view: ProposalView,
  readings: Readings,
  now: string,
): Application {
  const partners = view.partners.map(partnerEntry);
  const funded = new Set(partners.filter(isFunded).map(({ id }) => id));
  const budgets: Application['budgets'] = {};
  const cofunding: Application['cofunding'] = {};
  // A partner that left keeps its documents, but they no longer count.
  for (const id of funded) {
    const budget = readings.budget.get(id);
    const sources = readings.cofunding.get(id);
    if (budget) budgets[id] = budget.sheet;
    if (sources) cofunding[id] = sources.sheet;
  }
  const owners = new Map(view.sections.map((section) => [section.key, section.ownerPartnerId]));
  return {
    call: view.call,
    proposal: {
      id: view.id,
      title: view.title,
      acronym: view.acronym,
      theme: view.theme || null,
      months: view.months,
      startDate: view.startsOn,
    },
    partners,
    memberIds: view.partners.flatMap(({ status, people }) =>
      status === 'accepted' ? people.map(({ personId }) => personId) : [],
    ),
    sections: view.call.sections.map(({ key }) => {
      const reading = readings.narrative.get(key);
      return {
        key,
        ownerPartnerId: owners.get(key) ?? null,
        characters: reading?.characters ?? 0,
        content: reading?.json,
      };
    }),
    budgets,
    cofunding,
    pledges: pledgeStates(view.pledges),
    ...(readings.workplan && { workplan: workplanSheet(readings.workplan) }),
    annexes: (view.annexes ?? []).flatMap(annexFile),
    unreadable: [
      ...[...readings.narrative.values()].flatMap((reading) => reading.findings),
      ...[...funded].flatMap((id) => readings.budget.get(id)?.findings ?? []),
      ...[...funded].flatMap((id) => readings.cofunding.get(id)?.findings ?? []),
      ...(readings.workplan?.findings ?? []),
    ],
    now,
  };
}

function partnerEntry(partner: PartnerView): PartnerEntry {
  const { organisation, signOff } = partner;
  return {
    id: partner.id,
    organisationId: organisation.id,
    organisationName: organisation.name,
    organisationNumber: organisation.orgnr,
    kind: organisation.kind,
    nuts3: organisation.nuts3,
    role: partner.role,
    status: partner.status,
    // A signed part is frozen, and whatever thaws it ends the sign-off: one that stands is current.
    signOff: signOff && {
      by: signOff.byName,
      at: signOff.at,
      contentHash: signOff.contentHash,
      current: true,
    },
  };
}

/** What lies in the place now; nothing where it was emptied. */
function annexFile({ kind, partnerId, sourceId, versions }: AnnexView): AnnexFile[] {
  const file = versions[0]?.file;
  return file ? [{ kind, partnerId, sourceId, ...file }] : [];
}
