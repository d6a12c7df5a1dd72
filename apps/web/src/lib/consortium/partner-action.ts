import type { MemberRole, MemberView, PartnerView } from '@samspel/domain/proposal/proposal-view';

/** What somebody asks to do with a partner or one of its people; the page asks back before it does. */
export type PartnerAction =
  | { kind: 'invite'; partner: PartnerView }
  | { kind: 'lead'; partner: PartnerView }
  | { kind: 'drop'; partner: PartnerView }
  | { kind: 'leave'; partner: PartnerView }
  | { kind: 'role'; person: MemberView; role: MemberRole }
  | { kind: 'remove'; person: MemberView };
