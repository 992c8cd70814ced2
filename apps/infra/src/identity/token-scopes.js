// Cognito calls this before it signs an access token (pre token generation, version 3). It gives scopes the names by which
// the services know them. It grants a scope only to people in a group that the scope is for, and to clients only if it is for
// clients; it grants a scope that the cards do not declare to nobody.
const prefix = `${process.env.RESOURCE_SERVER}/`;
const rolesForScope = new Map(Object.entries(JSON.parse(process.env.ROLES_FOR_SCOPE)));
const scopesForClients = new Set(JSON.parse(process.env.SCOPES_FOR_CLIENTS));

exports.handler = async (event) => {
  const requested = (event.request.scopes ?? []).filter((scope) => scope.startsWith(prefix));
  const groups = event.request.groupConfiguration?.groupsToOverride ?? [];
  // A client that acts for itself has no groups.
  const isClient = event.triggerSource === 'TokenGeneration_ClientCredentials';
  const isAllowed = (scope) =>
    isClient ? scopesForClients.has(scope) : (rolesForScope.get(scope) ?? []).some((role) => groups.includes(role));
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        scopesToAdd: requested.map((scope) => scope.slice(prefix.length)).filter(isAllowed),
        scopesToSuppress: requested,
      },
    },
  };
  return event;
};
