// Not a module: it runs before anything is drawn, so that the page never flashes in the wrong colours.
(() => {
  let theme = null;
  try {
    theme = JSON.parse(localStorage.getItem('ssd.settings') ?? '{}').theme;
  } catch {
    // Storage is off or holds something else: the system decides.
  }
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
})();
