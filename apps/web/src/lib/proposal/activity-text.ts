import type { ActivityItem } from '@samspel/domain/event/event-view';
import type { ProposalView } from '@samspel/domain/proposal/proposal-view';
import { type TextParams, textOf } from '#lib/api/text.ts';
import { personRoleName } from '#lib/cluster/labels.ts';
import { language } from '#lib/kit/i18n.svelte.ts';
import { m } from '#lib/paraglide/messages.js';

/** One event as a sentence; an event without a text of its own still says that something happened. */
export function activityText(item: ActivityItem, view: ProposalView): string {
  const actor = item.actorName ?? m.proposal_the_system();
  const params: TextParams = { ...item.params, actor };
  const key = item.params.key;
  if (typeof key === 'string') {
    const asked = item.type.startsWith('annex.') ? (view.call.annexes ?? []) : view.call.sections;
    const named = asked.find((one) => one.key === key);
    params.section = named ? language.pick(named.title) : key;
  }
  if (typeof params.role === 'string' && item.type === 'consortium.role_changed') {
    params.role = personRoleName(params.role as Parameters<typeof personRoleName>[0]);
  }
  return (
    textOf(`proposal_event_${item.type}${variantOf(item)}`, params) ??
    m.proposal_event_other({ actor })
  );
}

/** Events whose sentence depends on what they carry. */
function variantOf({ type, params }: ActivityItem): string {
  if (type === 'proposal.section_assigned') return params.ownerPartner ? '' : '_none';
  if (type === 'proposal.part_sign_off_withdrawn')
    return params.reason === 'changed' ? '_changed' : '';
  if (type === 'annex.scanned' || type === 'cofunding.pledge_certificate_scanned') {
    return params.state === 'infected' ? '_infected' : '';
  }
  if (type === 'annex.uploaded') return Number(params.number) > 1 ? '_again' : '';
  return '';
}
