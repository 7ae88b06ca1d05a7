// Buttons that copy: a text that stands in the page, or one that an address of this service answers.
async function textOf(button) {
  if (button.dataset.copy) return document.getElementById(button.dataset.copy).textContent;
  const answer = await fetch(button.dataset.copyFrom);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

// Pages that come without encryption from another machine have no clipboard of their own.
function copyByHand(text) {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('The browser does not copy.');
}

async function copy(button) {
  const said = document.getElementById('copied');
  try {
    const text = await textOf(button);
    await (navigator.clipboard ? navigator.clipboard.writeText(text) : copyByHand(text));
    said.textContent = `Copied: ${button.dataset.what}.`;
  } catch (fault) {
    said.textContent = `Not copied. ${fault.message}`;
  }
  button.focus();
}

for (const button of document.querySelectorAll('button.copy')) {
  button.hidden = false;
  button.addEventListener('click', () => copy(button));
}
