/** The look of the account pages, in light and dark, from the fonts that the reader has. */
export const ACCOUNT_STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6470; --paper: #f4f5f7; --card: #fff; --line: #d5dae0; --act: #c8500a; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceef1; --soft: #a3acb8; --paper: #14171b; --card: #1d2126; --line: #3a424c; --act: #ff9a57; --bad: #ff8f85; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { width: 100%; max-width: 27rem; padding: 2rem; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.25; overflow-wrap: anywhere; }
h1:focus { outline: none; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
.field { margin-bottom: 1rem; }
.hint, summary { color: var(--soft); font-size: .875rem; }
.hint { margin: .25rem 0 0; }
input[type=text], input[type=password] { width: 100%; padding: .6rem .7rem; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); color: inherit; font: inherit; }
input[aria-invalid=true] { border-color: var(--bad); }
.error { margin: .25rem 0 0; color: var(--bad); font-size: .9375rem; }
#problem { margin-bottom: 1rem; }
.show { display: flex; gap: .5rem; align-items: center; font-weight: 400; margin: .5rem 0 0; }
button, .next { display: inline-block; padding: .65rem 1.2rem; border: 0; border-radius: 8px; background: var(--act); color: var(--card); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
button:disabled { opacity: .6; cursor: progress; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
details { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
code { overflow-wrap: anywhere; font-size: .875rem; }
[hidden] { display: none !important; }
`;
