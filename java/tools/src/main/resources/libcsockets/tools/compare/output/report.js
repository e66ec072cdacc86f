"use strict";
const form = document.querySelector(".filter");
const search = form.querySelector("[type=search]");
const tag = form.querySelector("select");
const verdicts = [...form.querySelectorAll("[type=checkbox]")];
const output = form.querySelector("output");
const scenarios = [...document.querySelectorAll("details.scenario")];
const texts = new Map(scenarios.map(one => [one, one.textContent.toLowerCase()]));
const squares = new Map([...document.querySelectorAll(".glance a")].map(a => [a.hash.slice(1), a.parentElement]));

function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(word => word);
    const wanted = new Set(verdicts.filter(box => box.checked).map(box => box.value));
    let shown = 0;
    for (const one of scenarios) {
        const good = (!one.dataset.verdict || wanted.has(one.dataset.verdict))
            && (!tag.value || one.dataset.tags.split(" ").includes(tag.value))
            && words.every(word => texts.get(one).includes(word));
        one.hidden = !good;
        squares.get(one.id).hidden = !good;
        shown += good;
    }
    output.textContent = shown + " of " + scenarios.length;
}

function step(by) {
    const heads = scenarios.filter(one => !one.hidden).map(one => one.querySelector("summary"));
    const at = heads.indexOf(document.activeElement);
    const next = heads[at < 0 ? (by > 0 ? 0 : heads.length - 1) : Math.min(heads.length - 1, Math.max(0, at + by))];
    next?.focus();
}

function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("details")) {
        target.open = true;
        target.querySelector("summary").focus();
    }
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
window.addEventListener("hashchange", openTarget);
document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey) {
        return;
    }
    const typing = event.target.matches("input[type=search], select");
    if (event.key === "/" && !typing) {
        event.preventDefault();
        search.focus();
    } else if (event.key === "Escape" && event.target === search) {
        search.value = "";
        filter();
    } else if (!typing && (event.key === "j" || event.key === "k")) {
        step(event.key === "j" ? 1 : -1);
    } else if (event.target === search && event.key === "ArrowDown") {
        event.preventDefault();
        step(1);
    }
});
filter();
openTarget();
