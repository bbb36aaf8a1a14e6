// Types each text in the direction of its own language, whatever the interface's language:
// a record's fields by the language in their name (name_ar), a page's by the page's language.
(() => {
  const RTL = new Set(['ar']);
  const TEXTS = 'input:not([type]), input[type="text"], textarea, [contenteditable="true"]';

  const languageOf = (element) => {
    const field = element.closest('[data-contentpath]')?.dataset.contentpath ?? '';
    const suffix = /_(ar|fr|en)$/.exec(element.name || element.id || field);
    if (suffix) return suffix[1];
    return document.querySelector('[data-content-language]')?.dataset.contentLanguage;
  };

  const apply = (root) => {
    root.querySelectorAll?.(TEXTS).forEach((element) => {
      const language = languageOf(element);
      if (!language || element.dir) return;
      element.lang = language;
      element.dir = RTL.has(language) ? 'rtl' : 'ltr';
    });
  };

  const start = () => {
    const form = document.querySelector('[data-edit-form]') ?? document.querySelector('main');
    if (!form) return;
    apply(form);
    new MutationObserver((records) => {
      records.forEach(({ addedNodes }) => addedNodes.forEach((node) => node.nodeType === 1 && apply(node.parentNode ?? node)));
    }).observe(form, { childList: true, subtree: true });
  };

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
