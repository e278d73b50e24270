/** What a browser shows where the explorer was not built. It loads nothing: neither from us nor from anywhere else. */
export function welcomePage(origin: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Channel portal: GraphQL</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
pre { background: #f3f3f3; color: #222; padding: 1rem; overflow-x: auto; border-radius: 6px; }
</style>
</head>
<body>
<h1>Channel portal</h1>
<p>This address takes GraphQL operations by <code>POST</code>, from any GraphQL client.</p>
<pre>curl -s ${origin}/graphql \\
  -H 'Content-Type: application/json' \\
  -d '{"query":"{ apiVersion }"}'</pre>
<p>A token from <code>signIn</code> or an API key goes into the header
<code>Authorization: Bearer …</code>.</p>
<p>The whole schema, with a description of every field, is at
<a href="/schema.graphql">/schema.graphql</a>.</p>
</body>
</html>
`;
}
