// Runs before the first paint so that neither the theme nor the language flickers.
(() => {
  try {
    const theme = localStorage.getItem('samspel.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    const saved = localStorage.getItem('samspel.locale');
    const swedish = (navigator.languages || [navigator.language]).map((l) => l.slice(0, 2));
    document.documentElement.lang =
      saved || (swedish.find((l) => l === 'sv' || l === 'en') ?? 'en');
  } catch {
    // Storage may be forbidden; the system's own theme and English are a fair start.
  }
})();
