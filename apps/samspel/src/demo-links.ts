import { demoKey } from '@samspel/server/person/demo-sign-in';
import { demoPeople } from '@samspel/server/seed/demo-people';

/** Signs in without a password: printed only on the machine's own terminal, served only to itself. */
export function demoLinks(
  url: string,
  secret: string,
): { title: string; email: string; link: string }[] {
  return demoPeople.map(({ title, email }) => {
    const query = new URLSearchParams({ email, key: demoKey(secret, email) });
    return { title, email, link: `${url}/demo/sign-in?${query}` };
  });
}
