// The question is a text of several lines, but most are one: Enter asks, and Shift+Enter begins a line.
const question = document.getElementById('q');

function fit() {
  question.style.setProperty('height', 'auto');
  question.style.setProperty('height', `${question.scrollHeight + 2}px`);
}

if (question instanceof HTMLTextAreaElement) {
  question.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    question.form.requestSubmit();
  });
  // Browsers that size a field by its content need no help.
  if (!CSS.supports('field-sizing', 'content')) {
    question.addEventListener('input', fit);
    fit();
  }
}
