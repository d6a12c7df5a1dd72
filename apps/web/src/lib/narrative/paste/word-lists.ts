export interface WordItem {
  level: number;
  ordered: boolean;
  html: string;
}

/**
 * Word writes lists as paragraphs that say "mso-list: l0 level2 lfo1" and carry their bullet or
 * number as text. Returns null for any other paragraph.
 */
export function wordListLevel(element: Element): number | null {
  const style = element.getAttribute('style') ?? '';
  const found = /mso-list:\s*[^;]*level(\d)/i.exec(style);
  if (!found) return null;
  return Math.max(1, Math.min(9, Number(found[1])));
}

/** "1." "a)" "iv." count; a bullet of any shape does not. */
export function markerIsOrdered(element: Element): boolean {
  const marker = [...element.querySelectorAll('span')].find(isListMarker);
  return /^\s*\(?([0-9]{1,3}|[a-zåäö]|[ivxlc]{1,5})[.):]/i.test(marker?.textContent ?? '');
}

export function isListMarker(element: Element): boolean {
  return /mso-list:\s*ignore/i.test(element.getAttribute('style') ?? '');
}

/** Nested lists from a run of items, as HTML. */
export function nestedLists(items: readonly WordItem[]): string {
  let html = '';
  const open: { level: number; tag: string }[] = [];
  for (const item of items) {
    while ((open.at(-1)?.level ?? 0) > item.level) html += `</li></${open.pop()?.tag}>`;
    const tag = item.ordered ? 'ol' : 'ul';
    const top = open.at(-1);
    if (top && top.level === item.level && top.tag === tag) html += '</li>';
    else {
      if (top && top.level === item.level) html += `</li></${open.pop()?.tag}>`;
      open.push({ level: item.level, tag });
      html += `<${tag}>`;
    }
    html += `<li><p>${item.html}</p>`;
  }
  while (open.length > 0) html += `</li></${open.pop()?.tag}>`;
  return html;
}
