/** Runs them all, those too that are registered meanwhile: who was just about to open the store does so first. */
export async function wipeAll(wipes: ReadonlySet<() => Promise<void>>): Promise<void> {
  const begun = new Set<() => Promise<void>>();
  for (;;) {
    const next = [...wipes].filter((wipe) => !begun.has(wipe));
    if (next.length === 0) return;
    for (const wipe of next) begun.add(wipe);
    await Promise.allSettled(next.map((wipe) => wipe()));
  }
}
