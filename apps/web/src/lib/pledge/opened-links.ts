const key = 'samspel.pledges';
const most = 12;

/**
 * The links that this browser has opened, the newest first: only here do several questions to one
 * co-funder meet. Without the browser's own key they open nothing.
 */
export function openedLinks(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

export function rememberLink(token: string): void {
  keep([token, ...openedLinks().filter((one) => one !== token)].slice(0, most));
}

export function forgetLink(token: string): void {
  keep(openedLinks().filter((one) => one !== token));
}

function keep(tokens: string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(tokens));
  } catch {
    // A browser that keeps nothing shows one question at a time.
  }
}
