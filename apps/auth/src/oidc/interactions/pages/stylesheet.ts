import { createHash } from 'node:crypto';

export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #fff; --ink: #16181d; --soft: #5a6170; --line: #d5d9e0; --field: #fff;
  --accent: #3346d3; --on-accent: #fff; --accent-ink: #2b3bb8; --danger: #b3261e; --danger-ground: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1115; --card: #181b21; --ink: #eceef2; --soft: #a2a9b8; --line: #343a46; --field: #101318;
    --accent: #8c9bff; --on-accent: #0e1230; --accent-ink: #a9b4ff; --danger: #ffb4ab; --danger-ground: #3a1a18;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; align-content: center; justify-items: center;
  gap: 1.25rem; padding: 1.5rem 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
.brand { display: flex; align-items: center; gap: .5rem; font-weight: 650; letter-spacing: -.01em; color: var(--ink); }
.brand svg { width: 1.5rem; height: 1.5rem; color: var(--accent); }
main {
  width: 100%; max-width: 25rem; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .875rem; box-shadow: 0 1px 2px rgb(0 0 0 / .05), 0 8px 24px rgb(0 0 0 / .06);
}
h1 { margin: 0 0 .375rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -.015em; text-wrap: balance; }
p { margin: 0 0 1rem; color: var(--soft); }
form { margin: 0; display: grid; gap: 1rem; }
.field { display: grid; gap: .375rem; }
label { font-weight: 550; font-size: .9375rem; }
.hint { margin: 0; font-size: .875rem; }
input {
  width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--field);
  border: 1px solid var(--line); border-radius: .5rem;
}
input[aria-invalid] { border-color: var(--danger); }
.fault { margin: 0; font-size: .875rem; color: var(--danger); }
.alert {
  margin: 0 0 1rem; padding: .625rem .75rem; border-radius: .5rem; color: var(--danger); background: var(--danger-ground);
}
button {
  min-height: 2.75rem; padding: .5rem 1rem; font: inherit; font-weight: 600; cursor: pointer; border-radius: .5rem;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent);
}
button.quiet { background: transparent; border-color: var(--line); color: var(--ink); }
button:hover { filter: brightness(1.06); }
a { color: var(--accent-ink); }
:is(input, button, a):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.other { margin: 1.25rem 0 0; text-align: center; font-size: .9375rem; }
.stack { display: grid; gap: .625rem; }
ul { margin: 0 0 1.25rem; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: .5rem; }
li { padding: .625rem .75rem; }
li + li { border-top: 1px solid var(--line); }
li small { display: block; color: var(--soft); font-size: .8125rem; }
footer { font-size: .8125rem; color: var(--soft); text-align: center; max-width: 25rem; overflow-wrap: anywhere; }
@media (max-width: 26rem) { main { padding: 1.5rem 1.25rem; } }
@media (prefers-reduced-motion: no-preference) { button { transition: filter .12s; } }
`.trim();

/** Changes with the content, so that the stylesheet may be kept for good. */
export const stylesheetVersion = createHash('sha256').update(stylesheet).digest('hex').slice(0, 12);
