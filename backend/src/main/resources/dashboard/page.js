// What makes pages quicker. Each of them works without.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copies);
    await navigator.clipboard.writeText(from.value ?? from.textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

// A search field that narrows the table it names while one types; its form asks the server.
for (const field of document.querySelectorAll("[data-narrows]")) {
  const rows = [...document.querySelectorAll(`#${field.dataset.narrows} tbody tr`)];
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
  });
}

// A form whose answer is written while it is given. What is refused before that has done nothing, and is sent as ever.
for (const form of document.querySelectorAll("[data-streams]")) {
  if (!window.TextDecoderStream) continue;
  const live = document.getElementById(form.dataset.into);
  const part = name => live.querySelector(`[data-part="${name}"]`);
  const button = form.querySelector("[type=submit]");
  const told = {
    piece: text => { part("piece").append(text); },
    price: text => { part("price").textContent = text; part("price-line").hidden = false; },
    failed: text => { part("failed").textContent = text; part("failure").hidden = false; },
    said: text => { part("said").textContent = text; },
    call: text => { part("call").textContent = text; },
  };
  form.addEventListener("submit", async event => {
    event.preventDefault();
    for (const old of document.querySelectorAll("main .outcome:not(#live), main .note")) if (!live.contains(old)) old.remove();
    for (const name of ["piece", "price", "failed", "said", "call"]) part(name).textContent = "";
    for (const name of ["price-line", "failure"]) part(name).hidden = true;
    button.disabled = true;
    const answer = part("piece");
    answer.closest("section").hidden = false;
    answer.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(form.dataset.streams, {method: "POST", body: new URLSearchParams(new FormData(form))});
      if (!response.ok) { form.submit(); return; }
      live.hidden = false;
      let rest = "";
      for await (const text of pieces(response.body.pipeThrough(new TextDecoderStream()))) {
        const lines = (rest + text).split("\n");
        rest = lines.pop();
        for (const line of lines) for (const [name, value] of Object.entries(JSON.parse(line))) told[name](value);
      }
    } catch {
      live.hidden = false;
      told.failed(part("failed").dataset.lost);
    }
    answer.closest("section").hidden = answer.textContent === "" && !part("failure").hidden;
    answer.setAttribute("aria-busy", "false");
    button.disabled = false;
  });
}

// A file that is written while it is fetched: how far it has come, which no browser knows.
for (const link of document.querySelectorAll("[data-tells]")) {
  if (!window.crypto.randomUUID) continue;
  const state = document.getElementById(link.dataset.tells);
  const plain = link.href;
  link.addEventListener("click", () => {
    const file = crypto.randomUUID();
    link.href = `${plain}&file=${file}`;
    const look = async () => {
      const answer = await fetch(`/usage/files/${file}`).catch(() => null);
      if (!answer?.ok) return;
      const {said, over} = await answer.json();
      state.textContent = said;
      if (!over) setTimeout(look, 500);
    };
    setTimeout(look, 300);
  });
}

async function* pieces(stream) {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
