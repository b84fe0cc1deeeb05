// The look of the pages: light and dark, from 360 px, contrast of WCAG AA in both. Colours first.

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f3f4f6; --card: #ffffff; --ink: #1b1f26; --soft: #56606d; --line: #dce0e6; --edge: #868f9e;
  --accent: #2b57c5; --accent-ink: #ffffff; --accent-over: #2249a8; --tint: #eef2fc;
  --bad: #a52a2a; --bad-tint: #fdf1f0; --bad-line: #eec9c6;
  --note: #7a4b00; --note-tint: #fff6e3; --note-line: #ecd9ae;
  --good-mark: #cdeed8; --bad-mark: #fbd5d1;
  --shadow: 0 1px 2px rgb(20 28 40 / .06), 0 12px 32px rgb(20 28 40 / .07);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12151a; --card: #1b1f26; --ink: #e9ecf1; --soft: #a5afbd; --line: #313844; --edge: #6f7a8a;
    --accent: #9ab6ff; --accent-ink: #10182b; --accent-over: #b4c8ff; --tint: #232b3d;
    --bad: #ffaaa3; --bad-tint: #331f20; --bad-line: #5d3433;
    --note: #f0cb83; --note-tint: #2c2414; --note-line: #53431f;
    --good-mark: #1f4a31; --bad-mark: #5e2b2b;
    --shadow: 0 1px 2px rgb(0 0 0 / .4), 0 12px 32px rgb(0 0 0 / .35);
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
}
.frame {
  display: flex; flex-direction: column; justify-content: center; gap: .875rem;
  width: 100%; max-width: 29rem; min-height: 100vh; margin: 0 auto; padding: 1.5rem 1rem;
}
.wide { max-width: 44rem; }
main {
  padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 16px;
  box-shadow: var(--shadow); overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.5rem; font-weight: 650; line-height: 1.25; letter-spacing: -.012em; text-wrap: balance; }
h2 { margin: 1.75rem 0 .5rem; font-size: .9375rem; font-weight: 650; }
p { margin: .5rem 0 0; }
a { color: var(--accent); text-underline-offset: .18em; }
code { font-family: var(--mono); font-size: .9em; }
.lead { color: var(--soft); }
.lead strong { color: var(--ink); font-weight: 600; }
.stack { display: grid; gap: .625rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.rule { margin: 1.5rem 0 1.25rem; border: 0; border-top: 1px solid var(--line); }
form { margin: 0; }

button {
  width: 100%; min-height: 2.875rem; padding: .625rem 1rem; border: 1px solid transparent; border-radius: 10px;
  background: var(--accent); color: var(--accent-ink); font: inherit; font-weight: 600; cursor: pointer;
}
button:hover { background: var(--accent-over); }
button.quiet { background: transparent; border-color: var(--edge); color: var(--ink); font-weight: 500; }
button.quiet:hover { background: var(--tint); }
button.person {
  display: grid; grid-template-columns: auto 1fr auto; align-items: center; gap: .875rem; padding: .75rem .875rem;
  border-color: var(--line); background: var(--card); color: var(--ink); text-align: left;
}
button.person:hover { border-color: var(--accent); background: var(--tint); }
.person .name, .person .detail { display: block; line-height: 1.35; }
.person .detail { color: var(--soft); font-size: .875rem; font-weight: 400; }
.person .go { width: .5rem; height: .5rem; margin-right: .25rem; border: solid var(--edge); border-width: 2px 2px 0 0; transform: rotate(45deg); }
.person:hover .go { border-color: var(--accent); }
.face {
  display: grid; place-items: center; width: 2.5rem; height: 2.5rem; border-radius: 50%;
  background: var(--tint); color: var(--accent); font-weight: 650; text-transform: uppercase;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

label { display: block; margin-bottom: .375rem; font-size: .9375rem; font-weight: 550; }
input[type=text], input[type=password] {
  width: 100%; min-height: 2.875rem; padding: .5rem .75rem; border: 1px solid var(--edge); border-radius: 10px;
  background: var(--card); color: var(--ink); font: inherit;
}
.fields { gap: 1rem; }
.fields button { margin-top: .375rem; }
.pair { display: grid; gap: .625rem; margin-top: 1.75rem; }
.alert { margin: 1.25rem 0 0; padding: .75rem .875rem; border: 1px solid var(--bad-line); border-radius: 10px; background: var(--bad-tint); color: var(--bad); }
.fix { margin: 1.5rem 0 0; padding: .875rem 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--tint); }
.fix h2 { margin: 0; }
.fix p { margin-top: .125rem; }

.scope { display: grid; gap: 0; margin: 1.5rem 0 0; padding: 0; border-top: 1px solid var(--line); list-style: none; }
.scope li { padding: .75rem 0; border-bottom: 1px solid var(--line); }
.scope code { display: block; color: var(--soft); font-size: .8125rem; }

.code { margin: 0 0 .375rem; color: var(--bad); font: 600 .875rem/1.4 var(--mono); }
dl { margin: 1.5rem 0 0; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: .125rem 0 0; }
dd + dt { margin-top: .875rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.facts dt, .facts dd { margin: 0; font-size: .9375rem; }
.value { display: block; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); white-space: pre-wrap; }
mark { background: var(--bad-mark); border-radius: 3px; color: inherit; padding: .1em 0; }
.expected mark { background: var(--good-mark); }
.received mark { background: var(--bad-mark); }
.links { margin: .25rem 0 0; padding: 0; list-style: none; }
.links li { padding: .5rem 0; border-bottom: 1px solid var(--line); }
.links li:last-child { border-bottom: 0; }

header, footer { color: var(--soft); font-size: .8125rem; line-height: 1.5; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .25rem .75rem; padding: 0 .25rem; font-weight: 550; }
.tag {
  padding: .0625rem .5625rem; border: 1px solid var(--note-line); border-radius: 99px;
  background: var(--note-tint); color: var(--note); font-size: .75rem;
}
footer { padding: 0 .25rem; text-align: center; text-wrap: balance; }
@media (max-width: 30rem) {
  .frame { justify-content: flex-start; padding: .75rem; }
  .facts { display: block; }
  .facts dd + dt { margin-top: .625rem; }
  main { padding: 1.375rem 1.125rem; border-radius: 14px; }
}
@media (min-width: 30.01rem) { .pair { grid-template-columns: 1fr 1fr; } }
@media (forced-colors: active) { button, .face, mark { border: 1px solid; } }
`
