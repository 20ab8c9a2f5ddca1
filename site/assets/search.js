/* Enterprise search: a flat list of name, code and area, folded with NFKC and searched with indexOf. Nothing leaves the page. */
(() => {
  "use strict";
  const SHOWN = 50;
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const indexes = new Map();

  function load(address) {
    if (!indexes.has(address)) {
      indexes.set(address, fetch(address).then((response) => {
        if (!response.ok) throw new Error(String(response.status));
        return response.json();
      }).then(({ areas, entities }) => entities.map(([name, code, area, results]) => (
        { name, code, area: areas[area][1], results, key: fold(name), codeKey: fold(code) }
      ))).catch((error) => { indexes.delete(address); throw error; }));
    }
    return indexes.get(address);
  }

  /* Whole names and codes first, then names that begin so, then the rest; within each, the order of the index. */
  function find(entities, query) {
    const ranks = [[], [], []];
    for (const entity of entities) {
      const at = entity.key.indexOf(query);
      if (entity.key === query || entity.codeKey === query) ranks[0].push(entity);
      else if (at === 0) ranks[1].push(entity);
      else if (at > 0 || entity.codeKey.indexOf(query) >= 0) ranks[2].push(entity);
    }
    return ranks.flat();
  }

  function line(entity, root) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${root}e/${encodeURIComponent(entity.code)}/`;
    link.textContent = entity.name;
    const facts = document.createElement("span");
    facts.textContent = `${entity.code} · ${entity.area} · ${entity.results ? `已公示 ${entity.results} 项结果` : "没有已公示的结果"}`;
    item.append(link, facts);
    return item;
  }

  function start(form) {
    const input = form.querySelector("input[type=search]");
    const list = form.querySelector("ol");
    const note = form.querySelector("[role=status]");
    const root = form.dataset.root || "./";
    const quiet = note.textContent;
    const here = new URL(form.action).pathname === location.pathname;

    async function show() {
      const query = fold(input.value);
      if (!query) { list.hidden = true; note.textContent = quiet; return; }
      let entities;
      try {
        entities = await load(form.dataset.index);
      } catch {
        note.textContent = "没有取到企业名单，请稍后再试，或按区域查看。";
        return;
      }
      if (query !== fold(input.value)) return;
      const hits = find(entities, query);
      note.textContent = hits.length === 0 ? "没有找到。请核对名称或代码；名单以最新的名录快照为准。"
        : hits.length > SHOWN ? `找到 ${hits.length} 家，列出前 ${SHOWN} 家，请再多输几个字。` : `找到 ${hits.length} 家。`;
      list.replaceChildren(...hits.slice(0, SHOWN).map((entity) => line(entity, root)));
      list.hidden = hits.length === 0;
    }

    input.addEventListener("input", show);
    input.addEventListener("focus", () => { load(form.dataset.index).catch(() => {}); }, { once: true });
    if (here) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const address = new URL(location.href);
        address.searchParams.set("find", input.value);
        history.replaceState(null, "", address);
        show();
      });
      const asked = new URLSearchParams(location.search).get("find");
      if (asked) { input.value = asked; show(); }
    }
  }

  document.querySelectorAll("form[data-search]").forEach(start);
})();
