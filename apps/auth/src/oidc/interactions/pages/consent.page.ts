import { type RegistryCache, scopeText } from '@gatehouse/authorization';
import { html } from './html';
import { type Page } from './page';

/** What a client asks for, in words. */
export interface ScopeText {
  readonly title: string;
  readonly detail: string;
}

const identityTexts: Record<string, ScopeText> = {
  openid: { title: 'Know that it is you', detail: 'An identifier of your account' },
  profile: { title: 'See your profile', detail: 'Your name and username' },
  email: { title: 'See your e-mail address', detail: 'The one in your profile' },
  offline_access: { title: 'Keep access while you are away', detail: 'Until you end it among your sessions' },
};

/** The texts of scopes: those of APIs are in the registry. A scope without a text is shown by its name. */
export async function scopeTexts(
  scopes: readonly string[],
  cache: Pick<RegistryCache, 'current'>,
): Promise<ScopeText[]> {
  const registry = await cache.current();
  return scopes.map((scope) => identityTexts[scope] ?? scopeText(registry, scope) ?? { title: scope, detail: '' });
}

export function consentPage(
  action: string,
  client: { name: string; origin: string | undefined },
  username: string,
  scopes: readonly ScopeText[],
): Page {
  return {
    title: `Allow ${client.name}?`,
    body: html`<h1>Allow ${client.name} to use your account?</h1>
      <p>You are signed in as ${username}. If you allow it, ${client.name} can:</p>
      <ul>
        ${scopes.map(({ title, detail }) => html`<li>${title}<small>${detail}</small></li>`)}
      </ul>
      <form method="post" action="${action}/consent" class="stack">
        <button type="submit">Allow</button>
        <button class="quiet" type="submit" formaction="${action}/cancel">Do not allow</button>
      </form>`,
    footer: client.origin === undefined ? undefined : html`You go on to ${client.origin}`,
  };
}
