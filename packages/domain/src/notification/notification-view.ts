export interface NotificationView {
  id: string;
  kind: string;
  proposalId: string | null;
  callId: string | null;
  params: Record<string, string | number>;
  at: string;
  readAt: string | null;
}

export interface NotificationPage {
  items: NotificationView[];
  unread: number;
  nextCursor: string | null;
}
