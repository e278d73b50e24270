/** The page loads nothing, and nothing of it runs. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What somebody sees whose sign-in with Microsoft did not succeed. */
export function microsoftPage({ code, message }: { code: string; message: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign-in with Microsoft</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}code{opacity:.7}</style>
</head>
<body>
<h1>You are not signed in</h1>
<p>${escaped(message)}</p>
<p><code>${escaped(code)}</code></p>
<p><a href="/graphql">Back to the start</a></p>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
