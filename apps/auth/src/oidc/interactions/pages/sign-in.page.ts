import { html } from './html';
import { type Page } from './page';

/** What a form shows again after a fault. */
export interface FormState {
  readonly values?: Readonly<Record<string, string>>;
  /** About the whole form. */
  readonly alert?: string | undefined;
  /** By field. */
  readonly faults?: Readonly<Record<string, string>>;
}

export function field(
  { values = {}, faults = {} }: FormState,
  name: string,
  label: string,
  attributes: { type?: string; autocomplete: string; hint?: string; required?: boolean; focus?: boolean },
) {
  const { type = 'text', autocomplete, hint, required = true, focus } = attributes;
  // What is wrong is said about the field: "must have …".
  const fault = faults[name] && `${label.replace(/^Your | \(.*/g, '').replace(/^n/, 'N')} ${faults[name]}`;
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ');
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      ${type === 'password' ? '' : html`value="${values[name] ?? ''}"`}
      ${required && 'required'}
      ${focus && 'autofocus'}
      ${name === 'username' && html`autocapitalize="none" spellcheck="false"`}
      ${described !== '' && html`aria-describedby="${described}"`}
      ${fault && html`aria-invalid="true"`}
    />
    ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${fault && html`<p class="fault" id="${name}-fault">${fault}</p>`}
  </div>`;
}

export function alertOf({ alert }: FormState) {
  return alert && html`<p class="alert" role="alert">${alert}</p>`;
}

export function signInPage(action: string, client: string, state: FormState): Page {
  const known = Boolean(state.values?.['username']);
  return {
    title: 'Log in',
    body: html`<h1>Log in</h1>
      <p>to continue to ${client}</p>
      ${alertOf(state)}
      <form method="post" action="${action}/login">
        ${field(state, 'username', 'Username', { autocomplete: 'username', focus: !known })}
        ${field(state, 'password', 'Password', { type: 'password', autocomplete: 'current-password', focus: known })}
        <button type="submit">Log in</button>
        <button class="quiet" type="submit" formaction="${action}/cancel" formnovalidate>Cancel</button>
      </form>
      <p class="other">New here? <a href="${action}/sign-up">Sign up</a></p>`,
  };
}

export function signUpPage(action: string, client: string, state: FormState): Page {
  return {
    title: 'Sign up',
    body: html`<h1>Sign up</h1>
      <p>to continue to ${client}</p>
      ${alertOf(state)}
      <form method="post" action="${action}/sign-up">
        ${field(state, 'name', 'Your name', { autocomplete: 'name', focus: true })}
        ${field(state, 'username', 'Username', { autocomplete: 'username' })}
        ${field(state, 'email', 'E-mail (optional)', { type: 'email', autocomplete: 'email', required: false })}
        ${field(state, 'password', 'Password', {
          type: 'password',
          autocomplete: 'new-password',
          hint: 'At least 8 characters. A few words you make up are better than one with symbols.',
        })}
        <button type="submit">Sign up</button>
      </form>
      <p class="other">Have an account? <a href="${action}?to=sign-in">Log in</a></p>`,
  };
}
