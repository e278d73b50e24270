import { createHash } from 'node:crypto';
import { ACCOUNT_SCRIPT } from './account-page.script.js';
import { ACCOUNT_STYLE } from './account-page.style.js';
import { ACCOUNT_PAGE_TEXTS } from './account-page.texts.js';

// A "<" in a text could end the script around it.
const script = `const TEXTS = ${JSON.stringify(ACCOUNT_PAGE_TEXTS).replaceAll('<', '\\u003c')};${ACCOUNT_SCRIPT}`;

/** Nothing runs on the page but the script and the style that stand in it, and it talks to nobody but us. */
export const ACCOUNT_PAGE_POLICY = [
  "default-src 'none'",
  `script-src '${hashOf(script)}'`,
  `style-src '${hashOf(ACCOUNT_STYLE)}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** One page for all links of letters: what it does follows from its address, and its language from the link. */
export const ACCOUNT_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>Channel portal</title>
<style>${ACCOUNT_STYLE}</style>
</head>
<body>
<main>
<h1 id="title" tabindex="-1">Channel portal</h1>
<p id="lead" aria-live="polite"></p>
<noscript><p>This page needs JavaScript. Programs send the token of the link to /graphql instead.</p></noscript>
<form id="form" method="post" novalidate hidden>
<div class="field" id="name-field" hidden>
<label for="name" id="name-label"></label>
<input id="name" type="text" autocomplete="name" maxlength="200" aria-describedby="name-error">
<p class="error" id="name-error" hidden></p>
</div>
<div class="field" id="password-field" hidden>
<label for="password" id="password-label"></label>
<input id="password" type="password" autocomplete="new-password" aria-describedby="password-hint password-error">
<p class="hint" id="password-hint"></p>
<p class="error" id="password-error" hidden></p>
<label class="show"><input id="show" type="checkbox"><span id="show-label"></span></label>
</div>
<p class="error" id="problem" role="alert" hidden></p>
<button id="send" type="submit"></button>
<p class="hint" id="status" role="status" hidden></p>
</form>
<a class="next" id="next" href="../graphql" hidden></a>
<details id="program" hidden>
<summary id="program-label"></summary>
<code id="token"></code>
</details>
</main>
<script>${script}</script>
</body>
</html>
`;

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
