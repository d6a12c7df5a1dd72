/** PL1: an address as a stranger may see it: enough to know one's own mailbox by. */
export function maskedAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email.slice(0, Math.max(at, 0));
  return `${first}•••${email.slice(Math.max(at, 0))}`;
}
