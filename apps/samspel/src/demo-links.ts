import { createHmac } from 'node:crypto';
import { demoPeople } from '@samspel/server/seed/demo-people';

/** Signs in without a password: printed only on the machine's own terminal, served only to itself. */
export function demoLinks(
  url: string,
  secret: string,
): { title: string; email: string; link: string }[] {
  return demoPeople.map(({ title, email }) => {
    const key = createHmac('sha256', secret).update(`demo:${email}`).digest('hex');
    const query = new URLSearchParams({ email, key });
    return { title, email, link: `${url}/sign-in/demo?${query}` };
  });
}
