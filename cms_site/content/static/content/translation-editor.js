// Puts the decisions that are awaited above the words to translate, and the editor's language where
// wagtail-localize's translation editor knows English only.
(() => {
  const editor = document.querySelector('.js-translation-editor');
  const decisions = document.querySelector('[data-translation-decisions]');
  if (editor && decisions) editor.before(decisions);

  const words = document.querySelector('[data-translation-section]')?.dataset;
  if (!editor || !words) return;

  const say = (selector, text) => {
    editor.querySelectorAll(selector).forEach((element) => {
      if (element.textContent !== text) element.textContent = text;
    });
  };
  const apply = () => {
    say('section > div > h3', words.translationSection);
    say('.w-dropdown__toggle > .w-sr-only', words.translationActions);
  };

  new MutationObserver(apply).observe(editor, { childList: true, subtree: true });
  apply();
})();
