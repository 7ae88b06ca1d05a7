// Keys for who does not like to leave the keyboard. Whoever speaks to the computer, or presses keys by accident, can switch the single ones off.
const Setting = 'single-keys';
const dialog = document.getElementById('keys');
const opener = document.getElementById('keys-open');
const choice = document.getElementById('keys-on');

const kept = () => { try { return localStorage.getItem(Setting) !== 'off'; } catch { return true; } };
const keep = on => { try { on ? localStorage.removeItem(Setting) : localStorage.setItem(Setting, 'off'); } catch { /* Then it holds for this page alone. */ } };

const isTyping = target => target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
const titles = () => [...document.querySelectorAll('.card h2 a')];
const current = () => document.activeElement?.closest?.('.card') ?? null;

function ask() {
  const question = document.getElementById('q');
  if (!question) return false;
  question.focus();
  question.select();
  return true;
}

function walk(steps) {
  const all = titles();
  if (all.length === 0) return false;
  const at = all.findIndex(title => title.closest('.card') === current());
  const next = at < 0 ? (steps > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + steps));
  all[next].focus();
  all[next].closest('.card').scrollIntoView({ block: 'nearest' });
  return true;
}

function similar() {
  const link = current()?.querySelector('.steer a');
  link?.click();
  return Boolean(link);
}

function show() {
  if (!dialog.open) dialog.showModal();
  return true;
}

function pressed(event) {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') return ask();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || dialog.open || !choice.checked) return false;
  switch (event.key) {
    case '/': return ask();
    case 'j': return walk(1);
    case 'k': return walk(-1);
    // Elsewhere the arrows scroll, as everybody expects.
    case 'ArrowDown': return current() !== null && walk(1);
    case 'ArrowUp': return current() !== null && walk(-1);
    case 's': return similar();
    case '?': return show();
    default: return false;
  }
}

choice.checked = kept();
choice.addEventListener('change', () => keep(choice.checked));
opener.hidden = false;
opener.addEventListener('click', show);
document.addEventListener('keydown', event => { if (!event.defaultPrevented && pressed(event)) event.preventDefault(); });
