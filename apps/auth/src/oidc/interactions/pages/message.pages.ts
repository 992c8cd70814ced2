import { html, trusted } from './html';
import { type Page } from './page';

export function errorPage(summary: string, code?: string): Page {
  return {
    title: 'This did not work',
    body: html`<h1>This did not work</h1>
      <p>${summary}</p>
      <p>Go back to the application that sent you here, and start again from there.</p>`,
    footer: code === undefined ? undefined : html`Error code: ${code}`,
  };
}

/** `form` is oidc-provider's own, with its protection against forged requests. */
export function logOutPage(client: string | undefined, form: string): Page {
  return {
    title: 'Sign out',
    body: html`<h1>Do you want to sign out?</h1>
      <p>${client === undefined ? 'You' : `${client} asks for it: you`} will be signed out on this device.</p>
      ${trusted(form)}
      <div class="stack">
        <button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
        <button class="quiet" type="submit" form="op.logoutForm">Stay signed in</button>
      </div>`,
  };
}

export function loggedOutPage(client: string | undefined): Page {
  return {
    title: 'Signed out',
    body: html`<h1>You are signed out</h1>
      <p>${client === undefined ? 'You can close this page.' : `You can close this page or go back to ${client}.`}</p>`,
  };
}
