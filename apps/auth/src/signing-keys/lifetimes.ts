const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds. */
export const lifetimes = {
  accessToken: 5 * minute,
  idToken: hour,
  code: minute,
  interaction: hour,
  refreshToken: 30 * day,
  session: 30 * day,
  // Longer than anything that stands on it, so that it never ends a refresh token early; each authorization renews it.
  grant: 90 * day,
} as const;

/** Seconds: the longest life of anything that is signed. */
export const longestSignedLife = Math.max(lifetimes.accessToken, lifetimes.idToken);
