/** A link of a letter to one of the account pages. The token stands behind the #, which browsers send to nobody. */
export function accountLink(
  publicUrl: string,
  page: 'verify' | 'reset' | 'join',
  wish: { token: string; lang: string },
): string {
  return `${publicUrl}/account/${page}?lang=${wish.lang}#token=${wish.token}`;
}
