// Shows how an indexing run gets on without loading the page again and again.
const live = document.getElementById('live');

function show(run) {
  for (const place of live.querySelectorAll('dd[data-run]'))
    place.textContent = run[place.dataset.run].toLocaleString('en');
  const bar = live.querySelector('progress');
  if (bar && run.fraction !== undefined) bar.value = run.fraction;
}

if (live) {
  const events = new EventSource(live.dataset.events);
  events.addEventListener('run', event => {
    const run = JSON.parse(event.data);
    show(run);
    // What else there is to say of a run that began or ended, the page says better.
    if (run.state !== live.dataset.state) {
      events.close();
      location.reload();
    }
  });
}
