export async function signIn(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<string> {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { email, password } } }),
  });
  const answer = (await response.json()) as {
    data?: { signIn: { accessToken: string } };
    errors?: unknown;
  };
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data.signIn.accessToken;
}
