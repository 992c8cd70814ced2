import { html } from './html';
import { type Page } from './page';

const descriptions: Record<string, readonly [title: string, detail: string]> = {
  openid: ['Know that it is you', 'An identifier of your account'],
  profile: ['See your profile', 'Your name and username'],
  email: ['See your e-mail address', 'The one in your profile'],
  offline_access: ['Keep access while you are away', 'Until you end it among your sessions'],
  'messages:read': ['Read your messages', 'The ones that you wrote'],
  'messages:write': ['Write messages for you', 'Post, change and delete in your name'],
  'messages:moderate': ['Moderate messages', 'Change and delete those of others'],
  'users:manage': ['Manage users', 'See accounts and change their roles'],
};

export function consentPage(
  action: string,
  client: { name: string; origin: string | undefined },
  username: string,
  scopes: readonly string[],
): Page {
  return {
    title: `Allow ${client.name}?`,
    body: html`<h1>Allow ${client.name} to use your account?</h1>
      <p>You are signed in as ${username}. If you allow it, ${client.name} can:</p>
      <ul>
        ${scopes.map((scope) => {
          const [title, detail] = descriptions[scope] ?? [scope, ''];
          return html`<li>${title}<small>${detail}</small></li>`;
        })}
      </ul>
      <form method="post" action="${action}/consent" class="stack">
        <button type="submit">Allow</button>
        <button class="quiet" type="submit" formaction="${action}/cancel">Do not allow</button>
      </form>`,
    footer: client.origin === undefined ? undefined : html`You go on to ${client.origin}`,
  };
}
