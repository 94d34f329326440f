// Sliders for the what-if page. The form works without this file: it adds a slider beside each percentage and asks the
// node again as something changes, for words and numbers only.
const form = document.getElementById('what-if-form');
const result = document.getElementById('what-if-result');
const waitMilliseconds = 150;
let timer = 0;
let asked = 0;

if (form instanceof HTMLFormElement && result !== null) {
  for (const input of form.querySelectorAll('input[name^="faster."]')) addSlider(input);
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(form), waitMilliseconds);
  });
}

/** A slider beside the number: the same value, whichever is moved. Its label is the number's. */
function addSlider(input) {
  const slider = document.createElement('input');
  slider.type = 'range';
  for (const name of ['min', 'max', 'step']) slider.setAttribute(name, input.getAttribute(name));
  slider.value = input.value === '' ? '0' : input.value;
  const label = form.querySelector(`label[for="${CSS.escape(input.id)}"]`);
  slider.setAttribute('aria-label', label?.textContent ?? '');
  slider.addEventListener('input', () => {
    input.value = slider.value;
  });
  input.addEventListener('input', () => {
    slider.value = input.value === '' ? '0' : input.value;
  });
  input.before(slider);
}

/** Asks for the answer to what the form holds now. An answer that comes after a newer question is dropped. */
async function ask(from) {
  asked += 1;
  const mine = asked;
  const query = new URLSearchParams(new FormData(from));
  for (const [name, value] of [...query]) if (value === '') query.delete(name);
  // What a browser takes for no number it hands over as nothing: the node shall say so.
  for (const input of from.querySelectorAll('input[type="number"]')) {
    if (input.validity.badInput) query.set(input.name, '?');
  }
  const address = `${from.getAttribute('action')}.json?${query}`;
  result.setAttribute('aria-busy', 'true');
  const answer = await fetch(address)
    .then((response) => (response.status === 404 ? undefined : response.json()))
    .catch(() => undefined);
  if (mine !== asked) return;
  result.removeAttribute('aria-busy');
  if (answer?.rows === undefined) return;
  show(answer);
  showFaults(from, answer.faults);
  showProposal(answer.proposal);
  if (answer.faults.length > 0) return;
  history.replaceState(null, '', `${from.getAttribute('action')}?${query}`);
}

function show(answer) {
  const notes = document.getElementById('what-if-notes');
  notes?.replaceChildren(...answer.notes.map(listed));
  const verdict = result.querySelector('[data-verdict]');
  if (verdict !== null) verdict.textContent = answer.verdict;
  for (const row of answer.rows) {
    const line = result.querySelector(`[data-row="${CSS.escape(row.quantile)}"]`);
    if (line === null) continue;
    line.querySelector('[data-then]').textContent = row.after;
    line.querySelector('[data-days]').textContent = String(row.days);
  }
}

function listed(words) {
  const item = document.createElement('li');
  item.textContent = words;
  return item;
}

/** Marks the fields that are wrong and unmarks all others; the list above the form is that of the page as sent. */
function showFaults(from, faults) {
  const wordsOf = new Map(faults.map((fault) => [fault.field, fault.words]));
  for (const input of from.querySelectorAll('input[type="number"]')) {
    const line = document.getElementById(`${input.id}-fault`);
    const words = wordsOf.get(input.name);
    if (line === null) continue;
    line.textContent = words ?? '';
    line.hidden = words === undefined;
    if (words === undefined) {
      input.removeAttribute('aria-invalid');
      input.removeAttribute('aria-describedby');
    } else {
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', line.id);
    }
  }
  const summary = document.getElementById('what-if-faults');
  if (summary !== null) summary.hidden = true;
}

/** The file of the proposal is that of what is tried now. */
function showProposal(proposal) {
  const section = document.getElementById('what-if-propose');
  if (section === null) return;
  section.hidden = proposal === undefined;
  const [none, offer] = ['[data-none]', '[data-offer]'].map((one) => section.querySelector(one));
  none.hidden = proposal?.none === undefined;
  none.textContent = proposal?.none ?? '';
  offer.hidden = proposal?.file === undefined;
  offer.querySelector('[data-effect]').textContent = proposal?.effect ?? '';
  offer.querySelector('[data-file]').textContent = proposal?.file ?? '';
}
