// Sets the theme before the first paint. A file of its own and blocking, because the content security policy allows no inline script.
(function () {
  let stored;
  try {
    stored = localStorage.getItem('hfao.theme');
  } catch {
    stored = null; // storage switched off: follow the system
  }
  const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
