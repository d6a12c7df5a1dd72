/** The only addresses a section may hold; everything else is kept as text without its link. */
export function allowedLink(href: string): string | null {
  // Browsers skip control characters and blanks inside a scheme; here they disqualify it.
  if ([...href].some((sign) => sign <= ' ')) return null;
  const trimmed = href.trim();
  return /^(https:\/\/[^/]|mailto:[^@]+@)/i.test(trimmed) ? trimmed : null;
}
