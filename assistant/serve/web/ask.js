// A page for people without a client: it speaks OpenAI's API with this server, and keeps what was said in this page alone.
"use strict";
// In the reader's language; values stand in braces.
const say = JSON.parse(document.body.dataset.texts);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const told = new URLSearchParams(location.hash.slice(1));
const token = told.get("token") || "";
const byId = (id) => document.getElementById(id);
const talk = byId("talk"), field = byId("question"), send = byId("send"), library = byId("library");
const spoken = byId("spoken");
let messages = [], stopping = null;

byId("anew").textContent = say.anew;
byId("empty").textContent = say.empty;
library.setAttribute("aria-label", say.library);
field.placeholder = say.question;
field.setAttribute("aria-label", say.question);
send.textContent = say.ask;

const headers = { "Content-Type": "application/json" };
if (token) headers.Authorization = "Bearer " + token;

function made(name, text, parent, kind) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  if (kind) element.className = kind;
  if (parent) parent.append(element);
  return element;
}

// Chinese, Japanese and Korean share characters that are drawn differently: what is written decides, not the page's language.
function written(text) {
  if (/[\u3040-\u30ff]/.test(text)) return "ja";
  if (/[\uac00-\ud7af]/.test(text)) return "ko";
  return /[\u4e00-\u9fff]/.test(text) ? "zh-CN" : "";
}

// Text with marks and a little Markdown, built of nodes: nothing that a document says becomes markup.
// Dates and numbers with hyphens or slashes in them stay in one line.
function kept(text, parent) {
  text.split(/(\d+(?:[-/.:,\u2011\u2013]\d+)+)/).forEach((part, place) => {
    if (place % 2) made("span", part, parent, "whole");
    else if (part) parent.append(part);
  });
}

function line(text, parent, sources) {
  const parts = text.split(/(\*\*[^*\n]+\*\*|`[^`\n]+`|\[\d+\]|\[\?\])/);
  for (const [place, raw] of parts.entries()) {
    const marked = /^\[(?:\d+|\?)\]$/.test(parts[place + 1] || "");
    const part = marked ? raw.replace(/ $/, "\u00a0") : raw; // no mark begins a line by itself
    const mark = /^\[(\d+)\]$/.exec(part);
    const source = mark && sources.find((one) => one.number === Number(mark[1]));
    if (source) {
      const link = made("a", part, parent, "mark");
      link.href = source.url;
      link.target = "_blank";
      link.rel = "noopener";
      link.title = bare(source.quote);
      link.setAttribute("aria-label", filled(say.source, { number: mark[1], name: source.name }));
    } else if (part === "[?]") made("span", part, parent, "unsure").title = say.unconfirmed;
    else if (/^\*\*/.test(part)) kept(part.slice(2, -2), made("strong", "", parent));
    else if (/^`/.test(part)) made("code", part.slice(1, -1), parent);
    else kept(part, parent);
  }
}

function drawn(text, parent, sources) {
  parent.replaceChildren();
  parent.lang = written(text);
  const blocks = text.split(/(```[^\n]*\n[\s\S]*?(?:```|$))/);
  for (const block of blocks) {
    if (block.startsWith("```")) {
      made("pre", block.replace(/^```[^\n]*\n|```$/g, ""), parent);
      continue;
    }
    for (const paragraph of block.split(/\n{2,}/)) {
      const rows = paragraph.split("\n").filter((row) => row.trim());
      if (!rows.length) continue;
      if (rows.length > 1 && /^\s*\|?\s*:?-{3,}/.test(rows[1]) && rows[0].includes("|")) table(rows, parent, sources);
      else if (rows.every((row) => /^\s*([-*•]|\d+[.)])\s/.test(row))) {
        const list = made(/^\s*\d/.test(rows[0]) ? "ol" : "ul", "", parent);
        for (const row of rows) line(row.replace(/^\s*([-*•]|\d+[.)])\s+/, ""), made("li", "", list), sources);
      } else {
        const quoted = rows.every((row) => row.startsWith("> "));
        const element = made(quoted ? "blockquote" : "p", "", parent);
        rows.forEach((row, index) => {
          if (index) element.append(document.createElement("br"));
          line(row.trimStart().replace(quoted ? /^> / : /^#{1,6} /, ""), element, sources);
        });
      }
    }
  }
}

// Rows of a table without their bars.
const bare = (words) => words.replace(/^\s*\|(.*)\|\s*$/gm, (_, cells) =>
  cells.split("|").map((cell) => cell.trim()).filter(Boolean).join(" · "));

function table(rows, parent, sources) {
  const box = made("div", "", parent, "scroll"), element = made("table", "", box);
  const more = made("p", say.wide, parent, "status");
  const measured = () => {
    more.hidden = box.scrollWidth <= box.clientWidth + 1;
    box.tabIndex = more.hidden ? -1 : 0;
  };
  new ResizeObserver(measured).observe(box);
  rows.forEach((row, index) => {
    if (index === 1 || (!index && !/[^|\s]/.test(row))) return; // a table without names of columns
    const cells = made("tr", "", element);
    for (const cell of row.trim().replace(/^\||\|$/g, "").split("|")) {
      line(cell.trim(), made(index ? "td" : "th", "", cells), sources);
    }
  });
}

// Files whose pages can be shown as they look.
const PICTURED = /\.(pdf|png|jpe?g|tiff?|webp|bmp|gif|heic|heif)$/i;

function pictured(source, place, parent) {
  const box = made("details", "", parent, "page");
  made("summary", say.look, box);
  box.addEventListener("toggle", () => {
    const image = made("img", "", made("a", "", box));
    image.parentElement.href = source.url;
    image.parentElement.target = "_blank";
    image.parentElement.rel = "noopener";
    image.alt = place;
    image.addEventListener("error", () => image.replaceWith(say.unseen));
    image.src = source.url.replace(/^.*\/source\//, "source/").replace("?", "/page?").replace(/#.*$/, "");
  }, { once: true });
}

function listed(sources, parent) {
  if (!sources.length) return;
  const box = made("div", "", parent, "sources");
  made("strong", sources[0].number ? say.sources : say.near, box);
  const list = made(sources[0].number ? "ol" : "ul", "", box);
  for (const source of sources) {
    const item = made("li", "", list);
    const place = [source.name, ...(source.page === null ? [] : [filled(say.page, { page: source.page })]), ...source.heading.slice(-1)];
    const link = made("a", place.join(" · "), item);
    link.href = source.url;
    link.target = "_blank";
    link.rel = "noopener";
    kept(bare(source.quote), made("q", "", item));
    if (source.page !== null && PICTURED.test(source.name)) pictured(source, place.slice(0, 2).join(" · "), item);
  }
}

async function* pieces(body, signal) {
  const answer = await fetch("v1/chat/completions", { method: "POST", headers, body: JSON.stringify(body), signal });
  if (!answer.ok) {
    const error = await answer.json().catch(() => ({}));
    const message = error.error && error.error.message;
    throw new Error(answer.status === 401 ? say.token : answer.status === 429 ? say.busy : message || say.lost);
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      if (!event.startsWith("data: {")) continue;
      const piece = JSON.parse(event.slice(6));
      if (piece.error) throw new Error(piece.error.message);
      yield piece;
    }
  }
}

async function ask(question) {
  byId("empty").hidden = true;
  const conversation = messages;
  const turn = made("section", "", talk, "turn");
  made("h2", question, turn, "question").lang = written(question);
  const thoughts = made("details", "", turn);
  thoughts.hidden = true;
  made("summary", say.reasoning, thoughts);
  const reasoning = made("div", "", thoughts);
  reasoning.tabIndex = 0;
  const answer = made("div", "", turn, "answer");
  const status = made("p", say.waiting, turn, "status busy");
  spoken.textContent = say.waiting;
  turn.scrollIntoView({ block: "end" });
  const began = Date.now();
  const clock = setInterval(() => {
    if (!text) status.textContent = `${say.waiting} ${filled(say.seconds, { seconds: Math.round((Date.now() - began) / 1000) })}`;
  }, 1000);
  let text = "", sources = [], drawing = 0, failed = null;
  const near = () => { const main = byId("main"); return main.scrollHeight - main.scrollTop - main.clientHeight < 120; };
  const draw = () => {
    drawing = 0;
    const follow = near();
    drawn(text.split("\n\n---\n")[0], answer, []);
    if (follow) turn.scrollIntoView({ block: "end" });
  };
  stopping = new AbortController();
  send.textContent = say.stop;
  try {
    await ready;
    const asked = [...conversation, { role: "user", content: question }];
    for await (const piece of pieces({ model: library.value, stream: true, messages: asked }, stopping.signal)) {
      sources = piece.sources || sources;
      const delta = (piece.choices[0] || {}).delta || {};
      if (delta.reasoning_content) {
        const follow = near();
        if (thoughts.hidden) thoughts.open = !text;
        thoughts.hidden = false;
        reasoning.append(delta.reasoning_content);
        reasoning.scrollTop = reasoning.scrollHeight;
        if (follow) turn.scrollIntoView({ block: "end" });
      }
      if (delta.content) {
        if (!text) thoughts.open = false;
        text += delta.content;
        status.textContent = "";
        status.classList.remove("busy");
        drawing = drawing || requestAnimationFrame(draw);
      }
    }
    status.remove();
  } catch (error) {
    failed = error;
    thoughts.open = false;
    status.classList.remove("busy");
    status.textContent = error.name === "AbortError" ? say.stopped : error instanceof TypeError ? say.lost : error.message;
    if (error.name !== "AbortError") status.classList.add("fault");
  }
  clearInterval(clock);
  cancelAnimationFrame(drawing);
  const follow = near();
  const [said, tail] = text.split("\n\n---\n");
  drawn(said, answer, sources);
  if (said.includes("[?]")) made("p", say.unconfirmed, turn, "status");
  // What else has to be known stands in the text behind the answer, a paragraph each; on a phone nobody sees it below the sources.
  const remarks = (tail || "").split("\n\n").map((part) => /^\*([^*].*)\*$/.exec(part.trim())).filter(Boolean).map((found) => found[1]);
  for (const remark of remarks) if (!remark.startsWith("[?]")) made("p", remark, turn, "status");
  listed(sources, turn);
  if (text) conversation.push({ role: "user", content: question }, { role: "assistant", content: text });
  if (failed) {
    turn.append(status);
    const again = made("button", say.again, turn, "again");
    again.type = "button";
    again.addEventListener("click", () => {
      if (stopping) return;
      if (text) again.remove();
      else turn.remove();
      ask(question);
    });
  }
  spoken.textContent = failed ? status.textContent : [said, ...remarks].join("\n");
  stopping = null;
  send.textContent = say.ask;
  // An answer that is longer than the page is read from its beginning.
  if (follow) turn.scrollIntoView({ block: turn.offsetHeight > byId("main").clientHeight ? "start" : "end" });
}

function grown() {
  field.style.height = "auto";
  field.style.height = field.scrollHeight + 2 + "px";
}

field.addEventListener("input", grown);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("form").requestSubmit();
  }
  if (event.key === "Escape" && stopping) stopping.abort();
});
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (stopping) return stopping.abort();
  const question = field.value.trim();
  if (!question) return;
  field.value = "";
  grown();
  ask(question);
});
byId("anew").addEventListener("click", () => {
  if (stopping) stopping.abort();
  messages = [];
  spoken.textContent = "";
  talk.replaceChildren(byId("empty"));
  byId("empty").hidden = false;
  field.focus();
});

addEventListener("hashchange", () => location.reload()); // another link, for somebody else or another library

const ready = fetch("v1/models", { headers }).then(async (answer) => {
  if (!answer.ok) throw new Error(answer.status === 401 ? say.token : say.lost);
  const names = (await answer.json()).data.map((one) => one.id).filter((id) => !id.includes("+"));
  for (const id of names) {
    const option = made("option", id.replace(/^library\//, ""), library);
    option.value = id;
  }
  const wanted = "library/" + (told.get("library") || "");
  if (names.includes(wanted)) library.value = wanted;
  library.hidden = names.length < 2;
  if (!names.length) throw new Error(say.none);
});
ready.catch((error) => {
  byId("empty").textContent = error instanceof TypeError ? say.lost : error.message;
  byId("empty").classList.add("fault");
  byId("empty").setAttribute("role", "alert");
  send.disabled = true;
});
