/** What the account pages do; a browser runs it as it stands. TEXTS stands before it. */
export const ACCOUNT_SCRIPT = `
'use strict';
const action = location.pathname.split('/').pop();
const token = new URLSearchParams(location.hash.slice(1)).get('token') || '';
const wanted = [new URLSearchParams(location.search).get('lang'), ...navigator.languages];
const locale = wanted.map(localeOf).find(Boolean) || 'en';
const texts = TEXTS[locale];

const OPERATIONS = {
  verify: 'mutation ($input: EmailVerifyInput!) { done: emailVerify(input: $input) { email userErrors { code rule path } } }',
  reset: 'mutation ($input: PasswordResetInput!) { done: passwordReset(input: $input) { email userErrors { code rule path } } }',
  join: 'mutation ($input: InvitationAcceptInput!) { done: invitationAccept(input: $input) { email membership { resellerName } userErrors { code rule path } } }',
};

function localeOf(language) {
  const name = (language || '').toLowerCase();
  if (name.startsWith('zh')) return 'zh-Hans';
  return ['de', 'en'].find((known) => name === known || name.startsWith(known + '-'));
}

function part(id) {
  return document.getElementById(id);
}

function say(id, text) {
  part(id).textContent = text;
  part(id).hidden = text === '';
}

/** The field that a problem is about; its own line says what is wrong. */
function mark(field, text) {
  say(field + '-error', text);
  part(field).setAttribute('aria-invalid', String(text !== ''));
}

function show(which) {
  part('name-field').hidden = !which.name;
  part('password-field').hidden = !which.password;
}

function sentence(error) {
  if (error.code === 'ALREADY_EXISTS') return action === 'join' ? texts.MEMBER : texts.TAKEN;
  return texts[error.rule] || texts[error.code] || texts.failed;
}

function inputOf() {
  if (action === 'verify') return { token };
  if (action === 'reset') return { token, newPassword: part('password').value };
  const unknown = !part('name-field').hidden;
  return { token, locale, ...(unknown && { name: part('name').value, password: part('password').value }) };
}

async function ask() {
  const response = await fetch('../graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'omit',
    body: JSON.stringify({ query: OPERATIONS[action], variables: { input: inputOf() } }),
  });
  const { data } = await response.json();
  if (!data || !data.done) throw new Error('refused');
  return data.done;
}

function finish(done) {
  const fill = (text) =>
    text.replace('{email}', done.email).replace('{company}', done.membership ? done.membership.resellerName : '');
  close(fill(texts[action + 'Done']), fill(texts[action + 'Next']));
}

/** Nothing is left to press here but the way to the portal. */
function close(title, lead) {
  // What opens nothing any more need not stay in the address.
  history.replaceState(null, '', location.pathname + location.search);
  part('form').hidden = true;
  part('program').hidden = true;
  say('title', title);
  say('lead', lead);
  part('next').hidden = false;
  part('title').focus();
}

function refuse(errors) {
  const fields = { name: 'name', password: 'password', newPassword: 'password' };
  const isField = (error) => Object.hasOwn(fields, error.path[1]);
  const first = part('name-field').hidden && action === 'join' && errors.every((error) => isField(error));
  if (first) {
    // Nobody has this address yet: the person says who they are.
    show({ name: true, password: true });
    say('lead', texts.joinAccount);
    part('name').focus();
    return;
  }
  const over = errors.find((error) => !isField(error) && sentence(error) !== texts.failed);
  if (over) {
    close(texts[action + 'Title'], sentence(over));
    return;
  }
  for (const error of errors) {
    if (isField(error)) mark(fields[error.path[1]], sentence(error));
    else say('problem', sentence(error));
  }
  const wrong = document.querySelector('[aria-invalid=true]');
  if (wrong) wrong.focus();
}

async function send(event) {
  event.preventDefault();
  if (part('send').disabled) return;
  say('problem', '');
  mark('name', '');
  mark('password', '');
  part('send').disabled = true;
  say('status', texts.busy);
  try {
    const done = await ask();
    if (done.userErrors.length > 0) refuse(done.userErrors);
    else finish(done);
  } catch {
    say('problem', texts.failed);
  } finally {
    part('send').disabled = false;
    say('status', '');
  }
}

document.documentElement.lang = locale;
document.title = texts[action + 'Title'];
say('title', texts[action + 'Title']);
say('lead', token === '' ? texts.noToken : texts[action + 'Lead']);
say('name-label', texts.name);
say('password-label', action === 'reset' ? texts.newPassword : texts.password);
say('password-hint', texts.passwordHint);
say('show-label', texts.show);
say('send', texts[action + 'Button']);
say('next', texts.next);
part('next').hidden = true;
say('program-label', texts.program);
say('token', token);
show({ name: false, password: action === 'reset' });
part('form').hidden = token === '';
part('program').hidden = token === '';
part('form').addEventListener('submit', send);
part('show').addEventListener('change', () => {
  part('password').type = part('show').checked ? 'text' : 'password';
});
`;
