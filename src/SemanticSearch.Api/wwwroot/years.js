// Dragging over the years fills in the form below them and sends it. A press without dragging follows the link of the year.
const LeastDrag = 4;

function install(form) {
  const bars = form.parentElement.querySelector('svg.bars');
  if (!bars) return;
  const years = [...bars.querySelectorAll('a')].map(bar => bar.getAttribute('aria-label').slice(0, 4));
  const whole = bars.viewBox.baseVal;
  const brush = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  let start = null;
  let dragged = false;

  const yearAt = x => {
    const box = bars.getBoundingClientRect();
    return Math.min(years.length - 1, Math.max(0, Math.floor((x - box.left) / box.width * years.length)));
  };
  const span = event => [yearAt(start), yearAt(event.clientX)].sort((a, b) => a - b);

  function show(event) {
    const [first, last] = span(event);
    const width = whole.width / years.length;
    brush.setAttribute('x', first * width);
    brush.setAttribute('width', (last - first + 1) * width);
  }

  function end() {
    start = null;
    brush.remove();
  }

  brush.setAttribute('class', 'brush');
  brush.setAttribute('height', whole.height);
  bars.addEventListener('dragstart', event => event.preventDefault());
  bars.addEventListener('pointerdown', event => {
    if (event.button !== 0 || !event.isPrimary) return;
    [start, dragged] = [event.clientX, false];
  });
  window.addEventListener('pointermove', event => {
    if (start === null || (!dragged && Math.abs(event.clientX - start) < LeastDrag)) return;
    if (!dragged) bars.append(brush);
    dragged = true;
    show(event);
  });
  window.addEventListener('pointerup', event => {
    if (start === null) return;
    if (dragged) {
      const [first, last] = span(event);
      form.elements.from.value = years[first];
      form.elements.to.value = years[last];
      form.requestSubmit();
    }
    end();
  });
  window.addEventListener('pointercancel', end);
  // What ends a drag is a click for the browser as well.
  bars.addEventListener('click', event => { if (dragged) event.preventDefault(); }, true);
}

document.querySelectorAll('form.period').forEach(install);
