// Cognito asks this before it signs an access token (pre token generation, version 3). It gives scopes the names by which
// the services know them, and grants one only if the groups of the person allow it.
const prefix = `${process.env.RESOURCE_SERVER}/`;
const rolesForScope = JSON.parse(process.env.ROLES_FOR_SCOPE);

exports.handler = async (event) => {
  const requested = (event.request.scopes ?? []).filter((scope) => scope.startsWith(prefix));
  const groups = event.request.groupConfiguration?.groupsToOverride ?? [];
  // A client that acts for itself has no groups: what its registration allows is all there is to ask.
  const isClient = event.triggerSource === 'TokenGeneration_ClientCredentials';
  const allowed = requested
    .map((scope) => scope.slice(prefix.length))
    .filter((scope) => isClient || !rolesForScope[scope] || rolesForScope[scope].some((role) => groups.includes(role)));
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { scopesToAdd: allowed, scopesToSuppress: requested },
    },
  };
  return event;
};
