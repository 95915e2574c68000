// Adds to pages that work without it: updates as they happen, a filter as one types, and keys.
"use strict";
(() => {
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy("slipway", { createHTML: (text) => text })
    : { createHTML: (text) => text };
  const live = document.getElementById("live");
  const answer = document.getElementById("answer");
  const link = document.getElementById("link");
  const field = document.getElementById("q");
  if (!live) return;

  // --- Replacing the content by the server's.

  let pending = null;

  const isTyping = () => {
    const active = document.activeElement;
    if (active && live.contains(active) && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName)) return true;
    return [...live.querySelectorAll("input:not([type=hidden])")].some((one) => one.value !== "");
  };

  // A link that has the focus keeps it.
  const focused = () => {
    const active = document.activeElement;
    return active && live.contains(active) ? active.getAttribute("href") : null;
  };

  const load = async (address) => {
    if (pending) pending.abort();
    const request = (pending = new AbortController());
    try {
      const response = await fetch(address, { headers: { "Slipway-Part": "live" }, signal: request.signal });
      if (response.status === 401 || response.redirected) return void location.reload();
      if (!response.ok) return say("not up to date", true);
      const text = await response.text();
      if (request !== pending) return;
      requestAnimationFrame(() => {
        const address = focused();
        const open = [...live.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
        const parts = document.createElement("template");
        parts.innerHTML = policy.createHTML(text);
        const line = parts.content.getElementById("answer");
        if (line && answer) answer.replaceChildren(...line.childNodes);
        line?.remove();
        live.replaceChildren(parts.content);
        for (const one of live.querySelectorAll("details > summary"))
          if (open.includes(one.textContent)) one.parentElement.open = true;
        if (address) live.querySelector(`[href="${CSS.escape(address)}"]`)?.focus();
        live.classList.remove("stale");
      });
    } catch (error) {
      if (error.name !== "AbortError") say("not up to date", true);
    }
  };

  // --- Filter as one types; the address says what is shown.

  if (field) {
    const form = field.form;
    field.addEventListener("input", () => {
      const address = new URL(form.action);
      for (const [name, value] of new FormData(form)) if (value !== "") address.searchParams.set(name, value);
      history.replaceState(null, "", address);
      load(address);
    });
  }

  // --- Updates. A hidden page holds no connection: browsers allow six for all pages of a site.

  const say = (text, isLost) => {
    if (!link) return;
    if (link.textContent !== text) link.textContent = text;
    link.classList.toggle("lost", isLost);
  };

  let stream = null;
  let timer = null;
  let wasOpen = false;

  const changed = () => {
    if (timer) return;
    timer = setTimeout(() => {
      timer = null;
      if (isTyping()) live.classList.add("stale");
      else load(location.href);
    }, 1000);
  };

  const follow = () => {
    if (stream || document.hidden || !live.dataset.stream) return;
    stream = new EventSource(live.dataset.stream);
    stream.addEventListener("ready", () => {
      say("live", false);
      // What happened while there was no stream is in the page already, or is fetched now.
      if (wasOpen) changed();
      wasOpen = true;
    });
    stream.addEventListener("entry", changed);
    stream.addEventListener("error", () => {
      say("reconnecting, the page may be old", true);
      if (stream && stream.readyState === EventSource.CLOSED) {
        stream = null;
        setTimeout(follow, 5000);
      }
    });
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else follow();
  });
  addEventListener("pagehide", () => stream?.close());
  follow();

  // --- Keys, outside fields, unless they were switched off.

  const rows = () => [...live.querySelectorAll("tbody tr")].filter((one) => one.querySelector("th a"));
  const move = (step) => {
    const all = rows();
    if (all.length === 0) return;
    const at = all.findIndex((one) => one.classList.contains("at"));
    all[at]?.classList.remove("at");
    const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
    next.classList.add("at");
    next.querySelector("th a").focus();
  };

  let isGoing = false;
  document.addEventListener("keydown", (event) => {
    const isField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape" && event.target === field) return void field.blur();
    if (isField || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys !== "on") return;
    if (isGoing) {
      isGoing = false;
      document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
      return;
    }
    if (event.key === "/" && field) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "g") isGoing = true;
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "?") {
      const keys = document.querySelector(".keymap");
      if (keys) keys.open = !keys.open;
    }
  });
})();
